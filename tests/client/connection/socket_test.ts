import { assertEquals, assertRejects } from "@std/assert";
import {
  ChatSocket,
  CONNECT_TIMEOUT_MS,
  DOUBT_TIMEOUT_MS,
  DRAIN_SPREAD_MS,
  PROBE_TIMEOUT_MS,
  REPLY_TIMEOUT_MS,
  SILENCE_MS,
} from "../../../client/connection/socket.ts";
import { ConnectionLost } from "../../../client/connection/reply_table.ts";
import type { RoomInfo } from "../../../protocol/entities.ts";
import { bannedError } from "../../../protocol/errors.ts";
import { errorEvent, type ServerEvent } from "../../../protocol/events.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { TestClock } from "../../support/test_clock.ts";
import { FakeSocket, settle } from "../support/fake_socket.ts";
import { ANN, BOB } from "../support/log_model.ts";

const ROOM: RoomInfo = {
  id: "general",
  title: "General",
  topic: "",
  version: 0,
  lastSeq: 0,
  posts: 0,
  online: 1,
  people: 1,
  kind: "public",
  archived: false,
  posting: "everyone",
};
const LAGGED = { type: "lagged", room: "general", version: 1 } as const;

/** A ChatSocket, its connections so far, and what its listener was told. */
function open(random = () => 0.5) {
  const clock = new TestClock();
  const sockets: FakeSocket[] = [];
  const told: string[] = [];
  const socket: ChatSocket = new ChatSocket({
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1)!;
    },
    userId: ANN.id,
    clock,
    random,
  }, {
    opened: () => told.push("opened"),
    closed: () => told.push("closed"),
    received: (event) => told.push(event.type),
    replaced: () => told.push("replaced"),
    probe: () => {
      told.push("probe");
      socket.request("room.list", {}).catch(() => {});
    },
  });
  socket.start();
  return { socket, clock, sockets, told, last: () => sockets.at(-1)! };
}

const reply = (ref: string | undefined, fields = {}) =>
  ({ type: "reply", ref: ref!, ok: true, ...fields }) as ServerEvent;

Deno.test("it is online once the server has said whose connection it is", () => {
  const { socket, last, told } = open();
  assertEquals(socket.connection.value, { status: "connecting" });
  last().welcome();
  assertEquals(socket.connection.value, { status: "online" });
  assertEquals(told, ["opened"]);
});

Deno.test("a connection without a user ends it: nobody is signed in", () => {
  const { socket, last, told } = open();
  last().welcome(null);
  assertEquals(socket.connection.value, { status: "ended", reason: "You are signed out." });
  assertEquals([last().isClosed, told], [true, []]);
});

Deno.test("a connection of somebody else ends it, so that nothing is sent in their name", () => {
  const { socket, last } = open();
  last().welcome(BOB);
  assertEquals(socket.connection.value.status, "ended");
  assertEquals(last().isClosed, true);
});

Deno.test("after an accident it waits longer each time, and tells until when", () => {
  const { socket, clock, sockets, last } = open();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    last().die();
    const state = socket.connection.value;
    const wait = state.status === "waiting" ? state.retryAt - clock.now() : NaN;
    waits.push(wait);
    clock.advance(wait - 1);
    assertEquals(sockets.length, attempt + 1);
    clock.advance(1);
    assertEquals(sockets.length, attempt + 2);
  }
  assertEquals(waits, [250, 500, 1_000, 2_000, 4_000, 7_500, 7_500]);
});

Deno.test("a connection that held begins the waits anew, one that broke at once does not", () => {
  const { socket, clock, last } = open();
  const wait = () => {
    const state = socket.connection.value;
    return state.status === "waiting" ? state.retryAt - clock.now() : NaN;
  };
  last().die();
  clock.advance(wait());
  last().welcome();
  last().die();
  assertEquals(wait(), 500);
  clock.advance(wait());
  last().welcome();
  clock.advance(10_000);
  last().die();
  assertEquals(wait(), 250);
});

Deno.test("clients of a draining server come back spread over time", () => {
  const { socket, clock, last } = open(() => 0.9);
  last().welcome();
  clock.advance(10_000);
  last().die(1001);
  const retryAt = clock.now() + DRAIN_SPREAD_MS * 0.9;
  assertEquals(socket.connection.value, { status: "waiting", retryAt });
});

for (const code of [1000, 1008, 4001, 4003, 4029]) {
  Deno.test(`close code ${code} is final`, () => {
    const { socket, clock, sockets, last } = open();
    last().welcome();
    last().die(code);
    clock.advance(3_600_000);
    assertEquals([socket.connection.value.status, sockets.length], ["ended", 1]);
  });
}

Deno.test("an attempt that gets no welcome in time is given up", () => {
  const { socket, clock, sockets } = open();
  clock.advance(CONNECT_TIMEOUT_MS);
  assertEquals([sockets[0]!.isClosed, socket.connection.value.status], [true, "waiting"]);
});

Deno.test("what an abandoned connection still says is not heard", () => {
  const { socket, clock, sockets } = open();
  clock.advance(CONNECT_TIMEOUT_MS);
  sockets[0]!.welcome();
  sockets[0]!.die(4001);
  assertEquals(socket.connection.value.status, "waiting");
});

Deno.test("while it waits, coming back online or to the front connects at once", () => {
  const { socket, sockets, last } = open();
  last().die();
  socket.wake();
  assertEquals([socket.connection.value.status, sockets.length], ["connecting", 2]);
});

Deno.test("try now connects at once, and not twice", () => {
  const { socket, clock, sockets, last } = open();
  last().die();
  socket.reconnectNow();
  socket.reconnectNow();
  clock.advance(5_000);
  assertEquals(sockets.length, 2);
});

Deno.test("a woken connection that does not answer is replaced at once", () => {
  const { socket, clock, sockets, told } = open();
  sockets[0]!.welcome();
  socket.wake();
  clock.advance(PROBE_TIMEOUT_MS);
  // Not a goodbye: the others should not see its person leave.
  assertEquals([sockets.length, sockets[0]!.closeCode], [2, 4000]);
  assertEquals([told, socket.connection.value.status], [
    ["opened", "probe", "closed"],
    "connecting",
  ]);
});

Deno.test("a woken connection that says anything is kept", () => {
  const { socket, clock, sockets } = open();
  sockets[0]!.welcome();
  socket.wake();
  clock.advance(PROBE_TIMEOUT_MS - 1);
  sockets[0]!.say(LAGGED);
  clock.advance(SILENCE_MS - 1);
  assertEquals(sockets.length, 1);
});

Deno.test("a ban ends it with what the server said of it, before the welcome too", () => {
  const ban = { reason: "Loud", until: 1_000 };
  for (const isWelcome of [true, false]) {
    const { socket, last } = open();
    if (isWelcome) last().welcome();
    last().say(errorEvent(bannedError(ban)));
    last().die(4003);
    const reason = "You are banned until 1970-01-01 00:00 UTC: Loud.";
    assertEquals(socket.connection.value, { status: "ended", reason, ban });
  }
});

Deno.test("who is sent away without a ban is not told of one", () => {
  const { socket, last } = open();
  last().welcome();
  last().die(4003);
  const reason = "You cannot come in under this name any more.";
  assertEquals(socket.connection.value, { status: "ended", reason });
});

Deno.test("without a network a connection that does not answer at once is lost, and tried again", () => {
  const { socket, clock, sockets, told } = open();
  sockets[0]!.welcome();
  socket.wake();
  socket.doubt();
  clock.advance(DOUBT_TIMEOUT_MS);
  assertEquals(socket.connection.value.status, "waiting");
  assertEquals(told, ["opened", "probe", "probe", "closed"]);
  clock.advance(PROBE_TIMEOUT_MS);
  assertEquals(sockets.length > 1, true);
});

Deno.test("without a network a server on the same machine stays connected", () => {
  const { socket, clock, sockets } = open();
  sockets[0]!.welcome();
  socket.doubt();
  sockets[0]!.say(LAGGED);
  clock.advance(PROBE_TIMEOUT_MS);
  assertEquals([sockets.length, socket.connection.value.status], [1, "online"]);
});

Deno.test("without a network an attempt is given up at once", () => {
  const { socket, clock } = open();
  socket.doubt();
  clock.advance(DOUBT_TIMEOUT_MS);
  assertEquals(socket.connection.value.status, "waiting");
});

Deno.test("a connection that has been silent for long is probed, a busy one is not", () => {
  const { clock, sockets, told } = open();
  sockets[0]!.welcome();
  clock.advance(SILENCE_MS - 1);
  sockets[0]!.say(LAGGED);
  clock.advance(SILENCE_MS - 1);
  assertEquals(told.includes("probe"), false);
  clock.advance(1);
  assertEquals(told.includes("probe"), true);
});

Deno.test("a request gets the reply that carries its ref", async () => {
  const { socket, last } = open();
  last().welcome();
  const first = socket.request("room.list", {});
  const second = socket.request("room.leave", { room: "general" });
  await settle();
  const [one, two] = last().requests;
  last().say(reply(two!.ref), reply(one!.ref, { rooms: [ROOM] }));
  const result = await first;
  assertEquals(result.ok && result.value.rooms, [ROOM]);
  assertEquals((await second).ok, true);
});

Deno.test("requests of one turn go out in one frame", async () => {
  const { socket, last } = open();
  last().welcome();
  const requests = [1, 2, 3].map(() => socket.request("room.list", {}).catch(() => {}));
  await settle();
  assertEquals([last().frames.length, last().requests.length], [1, 3]);
  socket.stop();
  await Promise.all(requests);
});

Deno.test("a reply is applied before the events behind it in its frame", async () => {
  const { socket, last, told } = open();
  last().welcome();
  const done = socket.request("room.list", {}, () => told.push("reply"));
  await settle();
  last().say(LAGGED, reply(last().requests[0]!.ref, { rooms: [] }), LAGGED);
  await done;
  assertEquals(told, ["opened", "lagged", "reply", "lagged"]);
});

Deno.test("a refusal is an answer", async () => {
  const { socket, last } = open();
  last().welcome();
  const request = socket.request("room.leave", { room: "general" }, () => {
    throw new Error("a refusal is not applied");
  });
  await settle();
  const error = { code: "not_joined", message: "No", retryable: false } as const;
  last().say({ type: "reply", ref: last().requests[0]!.ref!, ok: false, error });
  assertEquals(await request, { ok: false, error });
});

Deno.test("a request longer than a frame is refused here, for the server would close over it", async () => {
  const { socket, last } = open();
  last().welcome(ANN, { ...DEFAULT_LIMITS, frameBytes: 100 });
  const result = await socket.request("message.send", {
    room: "general",
    id: "a",
    text: "x".repeat(100),
  });
  assertEquals(!result.ok && result.error.code, "frame_too_big");
  await settle();
  assertEquals(last().frames, []);
});

Deno.test("requests without an answer are rejected when the connection closes", async () => {
  const { socket, last } = open();
  await assertRejects(() => socket.request("room.list", {}), ConnectionLost);
  last().welcome();
  const request = socket.request("room.list", {});
  last().die();
  await assertRejects(() => request, ConnectionLost);
});

Deno.test("a request that is not answered in time replaces a silent connection", async () => {
  const { socket, clock, sockets } = open();
  sockets[0]!.welcome();
  clock.advance(1);
  const request = socket.request("room.list", {});
  clock.advance(REPLY_TIMEOUT_MS);
  await assertRejects(() => request, ConnectionLost);
  assertEquals(sockets.length, 2);
});

Deno.test("a request that is not answered in time leaves a talking connection alone", async () => {
  const { socket, clock, sockets } = open();
  sockets[0]!.welcome();
  const request = socket.request("room.list", {});
  clock.advance(REPLY_TIMEOUT_MS - 1);
  sockets[0]!.say(LAGGED);
  clock.advance(1);
  await assertRejects(() => request, ConnectionLost);
  assertEquals(sockets.length, 1);
});

Deno.test("after stop nothing is left that could wake up", () => {
  const { socket, clock, sockets, last } = open();
  last().welcome();
  socket.stop();
  clock.advance(3_600_000);
  assertEquals([sockets.length, sockets[0]!.closeCode], [1, 1000]);
});
