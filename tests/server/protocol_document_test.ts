import { assert, assertEquals } from "@std/assert";
import { CLOSE, shouldReconnect } from "../../protocol/close_codes.ts";
import type { Message } from "../../protocol/entities.ts";
import { ERROR_CODES } from "../../protocol/errors.ts";
import type { ServerEvent } from "../../protocol/events.ts";
import {
  DEFAULT_LIMITS,
  PAGE_LENGTH,
  PEOPLE_PER_PAGE,
  PRESENCE_NAMED,
  TYPISTS_NAMED,
} from "../../protocol/limits.ts";
import type { z } from "zod";
import { REQUESTS, type RequestType } from "../../protocol/requests.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const document = await Deno.readTextFile(new URL("../../docs/PROTOCOL.md", import.meta.url));
const code = document.match(/## A whole client[\s\S]*?```js\n([\s\S]*?)```/)?.[1] ?? "";

/** Longest a test waits for the client's log, in milliseconds. */
const PATIENCE_MS = 30_000;

/** The client that the document ends with, against another server and reporting its log. */
function startClient(socketUrl: string): Worker {
  const source = code.replace("ws://localhost:8000/ws", socketUrl) +
    "\nsetInterval(() => postMessage([...log.values()]), 20);";
  const url = URL.createObjectURL(new Blob([source], { type: "application/javascript" }));
  return new Worker(url, { type: "module" });
}

/** The client's log once it fits. Rejects after PATIENCE_MS with what it was then. */
function until(worker: Worker, fits: (log: Message[]) => boolean): Promise<Message[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Message[]>();
  let last: Message[] = [];
  const timer = setTimeout(() => {
    const seen = last.slice(-5).map((message) => `${message.seq} "${message.text.slice(0, 40)}"`);
    reject(new Error(`No log fits ${fits}: ${last.length} messages, the last are ${seen}`));
  }, PATIENCE_MS);
  worker.onmessage = ({ data }) => {
    last = data;
    if (!fits(last)) return;
    clearTimeout(timer);
    resolve(last);
  };
  return promise;
}

Deno.test("the client in the document reads a room to its end, follows it, and misses nothing over a restart", async () => {
  const dataDir = await Deno.makeTempDir();
  let client: Worker | null = null;
  try {
    let port: number;
    {
      await using server = await ServerProcess.start({ dataDir });
      port = server.port;
      const writer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
      await writer.say("before it came", "m1");
      client = startClient(server.socketUrl);
      await until(client, (log) => log.length === 1);
      await writer.say("while it was there", "m2");
      await until(client, (log) => log.length === 2);
      await server.stop("SIGKILL");
    }
    {
      await using server = await ServerProcess.start({ dataDir, port });
      const writer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
      const away = Array.from({ length: 300 }, (_, i) => writer.say(`${i}`, `while-away-${i}`));
      await Promise.all(away);
      await writer.must({ type: "message.edit", room: "general", seq: 1, text: "edited" });
      await writer.must({ type: "message.delete", room: "general", seq: 2 });
      const log = await until(
        client,
        (log) => log.length === 302 && log.some((message) => message.deletedAt !== undefined),
      );
      assertEquals(log.find((message) => message.seq === 1)?.text, "edited");
      await writer.close();
    }
  } finally {
    client?.terminate();
    await Deno.remove(dataDir, { recursive: true });
  }
});

/** A socket whose other end the test holds. */
class HeldSocket {
  onmessage: (event: { data: string }) => void = () => {};
  onclose: (event: { code: number }) => void = () => {};
  // deno-lint-ignore no-explicit-any -- requests as the document's client makes them
  readonly requests: any[] = [];
  closeCode: number | null = null;

  send(frame: string): void {
    this.requests.push(JSON.parse(frame));
  }

  close(code: number): void {
    this.closeCode = code;
  }

  say(...events: object[]): void {
    this.onmessage({ data: events.map((event) => JSON.stringify(event)).join("\n") });
  }
}

/** The document's client on held sockets, up to its first join. */
function holdClient() {
  const sockets: HeldSocket[] = [];
  const waits: { delayMs: number; goOn: () => void }[] = [];
  class FakeWebSocket extends HeldSocket {
    constructor() {
      super();
      sockets.push(this);
    }
  }
  const fakeTimeout = (goOn: () => void, delayMs: number) => waits.push({ delayMs, goOn });
  const run = new Function("WebSocket", "setTimeout", `${code}\nreturn log;`);
  const log: Map<number, Message> = run(FakeWebSocket, fakeTimeout);
  const socket = sockets[0]!;
  socket.say({ type: "welcome" });
  socket.say({ type: "reply", ref: "auth", ok: true });
  return { sockets, socket, waits, texts: () => [...log.values()].map((message) => message.text) };
}

const message = (seq: number, version = seq) => ({ seq, version, text: `text ${seq}.${version}` });
const posted = (seq: number, version = seq) =>
  ({ type: "message", room: "general", version, message: message(seq, version) }) as ServerEvent;
const page = (messages: object[], version: number, fields = {}) => ({
  type: "reply",
  ref: "room.join",
  ok: true,
  messages,
  version,
  more: false,
  ...fields,
});

Deno.test("the client in the document comes back after every close code but the final ones", () => {
  const codes = [...Object.values(CLOSE).map((close) => close.code), 1005, 1006, 1011, 4999];
  for (const code of codes) {
    const { socket, sockets, waits } = holdClient();
    socket.onclose({ code });
    assertEquals(waits.length, shouldReconnect(code) ? 1 : 0, `after ${code}`);
    waits[0]?.goOn();
    assertEquals(sockets.length, shouldReconnect(code) ? 2 : 1, `after ${code}`);
  }
});

Deno.test("the client in the document catches up when it lagged, however many pages it takes", () => {
  const { socket, texts } = holdClient();
  socket.say(page([message(1)], 1));
  socket.say({ type: "lagged", room: "general", version: 4 });
  assertEquals(socket.requests.at(-1).after, 1);
  socket.say(page([message(2), message(3)], 4, { more: true }));
  assertEquals(socket.requests.at(-1).after, 3);
  socket.say(page([message(4)], 4));
  assertEquals(texts(), ["text 1.1", "text 2.2", "text 3.3", "text 4.4"]);
  assertEquals(socket.requests.filter(({ type }) => type === "room.join").length, 3);
});

Deno.test("the client in the document asks once for what a hole in the versions hides", () => {
  const { socket, texts } = holdClient();
  socket.say(page([message(1)], 1));
  socket.say(posted(4), posted(5));
  assertEquals(socket.requests.map(({ type, after }) => [type, after]), [
    ["auth", undefined],
    ["room.join", undefined],
    ["room.join", 1],
  ]);
  socket.say(page([message(3), message(2, 4), message(4, 5)], 5), posted(6));
  assertEquals(
    texts().toSorted(),
    ["text 1.1", "text 2.4", "text 3.3", "text 4.5", "text 6.6"]
      .concat("text 5.5").toSorted(),
  );
  assertEquals(socket.requests.length, 3);
});

Deno.test("the client in the document starts over when the server's data was replaced", () => {
  const { sockets, socket, waits, texts } = holdClient();
  socket.say(page([message(1), message(2)], 2));
  socket.onclose({ code: 1006 });
  waits[0]!.goOn();
  const next = sockets[1]!;
  next.say({ type: "welcome" }, { type: "reply", ref: "auth", ok: true });
  assertEquals(next.requests.at(-1).after, 2);
  next.say(page([{ ...message(1), text: "a new age" }], 1, { reset: true, more: true }));
  assertEquals([texts(), next.requests.length], [["a new age"], 2]);
});

Deno.test("the client in the document waits as long as it is told, or gives up when it is told to", () => {
  const later = holdClient();
  const error = { code: "rate_limited", retryable: true, retryAfterMs: 60_000 };
  later.socket.say({ type: "reply", ref: "room.join", ok: false, error });
  later.socket.onclose({ code: later.socket.closeCode! });
  assert(later.waits[0]!.delayMs >= 60_000);
  const never = holdClient();
  const missing = { code: "room_not_found", retryable: false };
  never.socket.say({ type: "reply", ref: "room.join", ok: false, error: missing });
  never.socket.onclose({ code: never.socket.closeCode! });
  assertEquals(never.waits, []);
});

/** The cells of a section's table, without their padding; the header apart. */
function table(section: string): string[][] {
  const text = document.split(`\n## ${section}\n`)[1]!.split("\n## ")[0]!;
  return text.split("\n").filter((line) => line.startsWith("|")).slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const codesIn = (cell: string) => [...cell.matchAll(/`([a-z_.]+)`/g)].map(([, code]) => code!);

Deno.test("the document lists every request, every error with what it says of a retry, and every close code", () => {
  const requests = table("Requests").flatMap(([type]) => codesIn(type!));
  assertEquals(requests.toSorted(), Object.keys(REQUESTS).toSorted());
  const errors = table("Errors").flatMap(([codes, retryable]) =>
    codesIn(codes!).map((code) => [code, { retryable: retryable === "yes" }])
  );
  assertEquals(Object.fromEntries(errors), ERROR_CODES);
  const closes = table("Close codes").filter(([code]) => /^\d+$/.test(code!))
    .map(([code, , comeBack]) => [Number(code), comeBack!.startsWith("yes")]);
  assertEquals(closes, Object.values(CLOSE).map(({ code, reconnect }) => [code, reconnect]));
});

Deno.test("the document names the fields of every request, and which requests overtake the others", () => {
  for (const [types, fields] of table("Requests")) {
    const type = codesIn(types!)[0] as RequestType;
    const schemas: Record<string, z.ZodType> = REQUESTS[type].fields;
    const named = [...fields!.matchAll(/`([A-Za-z]+)(\??)`/g)];
    assertEquals(named.map(([, name]) => name!).toSorted(), Object.keys(schemas).toSorted(), type);
    for (const [, name, mark] of named) {
      if (mark) assert(schemas[name!]!.safeParse(undefined).success, `${name} of ${type}`);
    }
  }
  const overtaking = Object.entries(REQUESTS).filter(([, row]) => row.ordering === "overtakes");
  assertEquals(overtaking.map(([type]) => type.split(".")[0]), [
    "typing",
    "message",
    "message",
    "message",
  ]);
  assert(document.includes("The three `message.…` and `typing`"));
});

Deno.test("the limits in the document are the server's", () => {
  const limits = DEFAULT_LIMITS;
  const number = (value: number) => value.toLocaleString("en-US");
  const stated = Object.fromEntries(table("Limits"));
  const kiB = (bytes: number) => `${bytes / 1024} KiB`;
  assertEquals(stated, {
    "text of a message": `${number(limits.messageBytes)} bytes`,
    "frame": `${kiB(limits.frameBytes)}, ${number(limits.linesPerFrame)} lines`,
    "messages of one user":
      `${limits.messageBurst} at once, then ${limits.messagesPerSecond} a second (\`MESSAGE_RATE\`, 0 for none)`,
    "messages of all guests of one address": `${
      limits.guestShares * limits.messageBurst
    } at once, then ${limits.guestShares * limits.messagesPerSecond} a second`,
    "other requests of one connection":
      `${limits.requestBurst} at once, then ${limits.requestsPerSecond} a second`,
    "other requests of a user or an address": `${
      number(limits.sharedRequestBurst)
    } at once, then ${limits.sharedRequestsPerSecond} a second`,
    "page of history": `${limits.pageSize}; at most ${limits.maxPageSize} on request, and ${
      kiB(PAGE_LENGTH)
    }`,
    "rooms of one connection, at once": String(limits.roomsPerConnection),
    "public rooms that one person is in": String(limits.publicRoomsPerPerson),
    "rooms joined for the first time, by an account or all guests of an address": `${
      number(limits.entryBurst)
    } at once, then ${limits.entriesPerSecond} a second`,
    "rooms left for good, by an account or all guests of an address":
      `${limits.exitBurst} at once, then ${limits.exitsPerMinute} a minute`,
    "connections of one user, of one address": `${limits.connectionsPerUser}, ${
      number(limits.connectionsPerAddress)
    }`,
    "of these, before they say who they are": `${limits.newcomersPerAddress} of one address`,
    "new guests of one address":
      `${limits.guestBurst} at once, then ${limits.guestsPerSecond} a second`,
    "rooms": `${number(limits.rooms)} of each kind; of public ones ${
      number(limits.guestRooms)
    } made by guests`,
    "rooms that one account has made": `${number(limits.roomsPerUser.public)} public, ${
      number(limits.roomsPerUser.private)
    } private, ${number(limits.roomsPerUser.direct)} direct`,
    "new rooms of one account": `${limits.roomBurst}, then ${limits.roomsPerMinute} a minute`,
    "new rooms of the guests of one address":
      `${limits.guestRoomBurst}, then ${limits.guestRoomsPerMinute} a minute`,
    "silence": `the server pings after ${
      limits.idleTimeoutSeconds / 2
    } s and gives up after ${limits.idleTimeoutSeconds} s`,
  });
  const lag = Math.ceil(limits.lagMs / 1000);
  for (
    const figure of [
      `${kiB(limits.socketBufferBytes)} in its socket`,
      `lags for ${lag} s`,
      `for ${lag} s, is closed`,
      `after ${limits.presenceGraceMs / 1000} seconds if they have not come back`,
      `collected over ${limits.presenceWindowMs} ms`,
      `at most ${TYPISTS_NAMED}, and how many in all; collected over ${limits.typingWindowMs} ms`,
      `It names ${PRESENCE_NAMED} people`,
      `the first ${PEOPLE_PER_PAGE} by name`,
      `One person is in ${limits.publicRoomsPerPerson} public rooms at most`,
      `ends by itself after ${limits.typingMs / 1000} s`,
      `within ${limits.authTimeoutMs / 1000} seconds`,
      `After ${limits.floodStrikes} refusals`,
      `refused ${
        number(limits.sharedStrikes)
      } times, then ${limits.sharedStrikesPerSecond} times a second`,
      `${number(limits.unansweredPerConnection)} requests of yours`,
    ]
  ) assert(document.replace(/\s+/g, " ").includes(figure), figure);
});
