import { assert, assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import type { Dialect, OpenAdapter } from "../../hub/ports/dialect.ts";
import { confabV1, openConfabV1 } from "../../dialects/confab_v1.ts";
import { openPlain } from "../../dialects/plain.ts";
import { openHub, person } from "../support/open_hub.ts";
import { publicUser } from "../../protocol/entities.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");
const grace = person("Grace");

/** A socket takes about two messages of 2,000 bytes, an sendQueue two more. */
const SMALL = { socketBufferBytes: 4_000, sendQueueBytes: 5_000 };
const TEXT = "x".repeat(2_000);

type Open = Awaited<ReturnType<typeof openHub>>;

/** One who writes and one who is about to stop reading, both in general. */
async function twoPeers({ hub }: Open, openAdapter?: OpenAdapter) {
  const writer = new Peer(hub, { account: ada });
  const slow = new Peer(hub, { account: grace, openAdapter });
  await writer.must({ type: "room.join", room: "general" });
  await slow.must({ type: "room.join", room: "general" });
  return { writer, slow };
}

/** Posts one after the other, each heard by its writer, so that no two share a frame. */
async function say(writer: Peer, ids: string[], text = TEXT): Promise<void> {
  for (const id of ids) {
    await writer.must({ type: "message.send", room: "general", id, text });
    await writer.inbox.next("message", (event) => event.message.id === id);
  }
}

function heard(peer: Peer): string[] {
  return peer.inbox.all("message").map(({ message }) => message.id);
}

Deno.test("what a full socket does not take waits, and arrives in order once it drains", async () => {
  await using open = await openHub({ limits: SMALL });
  const { writer, slow } = await twoPeers(open);
  slow.stall();
  await say(writer, ["m1", "m2", "m3", "m4"]);
  assert(slow.bufferedBytes < 3 * (TEXT.length + 200), "the socket took no more than it should");
  slow.read();
  open.clock.advance(100);
  assertEquals(heard(slow), ["m1", "m2", "m3", "m4"]);
  assertEquals(slow.inbox.all("lagged"), []);
});

Deno.test("past a full sendQueue a peer lags: replies are kept, events left out, and it is told so once", async () => {
  await using open = await openHub({ limits: SMALL });
  const { writer, slow } = await twoPeers(open);
  slow.stall();
  await say(writer, ["m1", "m2", "m3", "m4", "m5", "m6", "m7"]);
  const replied = slow.must({ type: "message.send", room: "general", id: "own", text: "hi" });
  await writer.inbox.next("message", (event) => event.message.id === "own");

  slow.read();
  open.clock.advance(100);
  assertEquals((await replied).seq, 8);
  assertEquals(slow.inbox.all("lagged").map(({ version }) => version), [8]);
  assertEquals(heard(slow), ["m1", "m2"]);
  const { messages } = await slow.must({ type: "room.join", room: "general", after: 2 });
  assertEquals(messages!.map(({ id }) => id), ["m3", "m4", "m5", "m6", "m7", "own"]);
  await say(writer, ["m8"]);
  assertEquals(heard(slow), ["m1", "m2", "m8"]);
});

Deno.test("a peer that lags too long is dropped with 1013 though it reads a little", async () => {
  await using open = await openHub({ limits: SMALL });
  const { writer, slow } = await twoPeers(open);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  slow.stall();
  await say(writer, ["m1", "m2", "m3", "m4", "m5", "m6"]);
  for (let waited = 0; waited < DEFAULT_LIMITS.lagMs - 1_000; waited += 1_000) {
    open.clock.advance(1_000);
    slow.bufferedBytes -= 10;
  }
  assertEquals(slow.closeCode, null);
  open.clock.advance(1_500);
  assertEquals(slow.closeCode, 1013);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  const went = await writer.inbox.next("presence", (event) => event.left.length > 0);
  assertEquals(went.left, [publicUser(grace)]);
  assertEquals(open.hub.connectionCount, 1);
});

Deno.test("a peer that takes nothing is out of its rooms within 10 s, however little waits for it", async () => {
  await using open = await openHub();
  const { writer, slow } = await twoPeers(open);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  slow.stall();
  await say(writer, ["m1"], "hi");
  assert(slow.bufferedBytes > 0 && slow.bufferedBytes < 1_000);
  open.clock.advance(8_000);
  assertEquals(slow.closeCode, null);
  open.clock.advance(2_000);
  assertEquals(slow.closeCode, 1013);
  await writer.inbox.next("presence", (event) => event.left.length > 0);
});

Deno.test("a peer that reads slowly but steadily stays, also while more comes than it reads", async () => {
  await using open = await openHub();
  const { writer, slow } = await twoPeers(open);
  slow.stall();
  for (let second = 0; second < 30; second++) {
    await say(writer, [`a${second}`, `b${second}`]);
    slow.readOne();
    open.clock.advance(1_000);
  }
  assertEquals(slow.closeCode, null);
  slow.read();
  assertEquals(heard(slow).length, 60);
  open.clock.advance(30_000);
  assertEquals(slow.closeCode, null);
});

Deno.test("a burst larger than the sendQueue drops nobody who reads", async () => {
  await using open = await openHub();
  const { writer, slow: reader } = await twoPeers(open);
  const text = "x".repeat(10_000);
  const others = ["Bo", "Cy", "Di", "Eve", "Flo", "Gus"].map((name) =>
    new Peer(open.hub, { account: person(name) })
  );
  for (const [i, other] of others.entries()) {
    for (let j = 0; j < 20; j++) {
      const message = { type: "message.send", room: "general", id: `m${i}-${j}`, text };
      other.connection.receive(JSON.stringify(message));
    }
  }
  await writer.inbox.next("message", (event) => event.version === 120);
  assertEquals(heard(reader).length, 120);
  assertEquals([reader.closeCode, reader.inbox.all("lagged").length], [null, 0]);
  assert(reader.inbox.frames.every((lines) => lines <= 7), "frames stay small");
});

Deno.test("a reply larger than the sendQueue reaches a peer that reads", async () => {
  await using open = await openHub({ limits: { sendQueueBytes: 1_000 } });
  const { writer, slow: reader } = await twoPeers(open);
  await say(writer, ["m1", "m2"]);
  const { messages } = await reader.must({ type: "history.page", room: "general" });
  assertEquals(messages!.length, 2);
  assertEquals(reader.closeCode, null);
});

Deno.test("who does not read gets no further pages until it does", async () => {
  await using open = await openHub({ limits: { ...SMALL, sendQueueBytes: 16_000 } });
  const { writer, slow } = await twoPeers(open);
  await say(writer, ["m1", "m2", "m3"]);
  slow.stall();
  const request = { type: "history.page", room: "general" };
  const pages = Array.from({ length: 20 }, () => slow.must(request));
  for (const _ of pages) await open.store.rooms();
  open.clock.advance(1_000);
  assert(slow.bufferedBytes < 10_000, `${slow.bufferedBytes} bytes wait`);
  assertEquals(slow.closeCode, null);
  slow.read();
  for (const page of pages) {
    open.clock.advance(100);
    assert((await page).messages!.length >= 3);
  }
});

Deno.test("a peer that cannot resume is dropped when its send queue is full", async () => {
  const dialect: Dialect = { ...confabV1, canResume: false };
  await using open = await openHub({ limits: SMALL });
  const { writer, slow } = await twoPeers(open, () => ({ ...openConfabV1(), dialect }));
  slow.stall();
  await say(writer, ["m1", "m2", "m3", "m4", "m5", "m6"]);
  assertEquals(slow.closeCode, 1013);
});

/** Drains the hub while time passes in steps of 10 ms, at most for a second. */
async function drain({ hub, clock }: Open, onStep: (step: number) => void = () => {}) {
  let drained = false;
  const draining = hub.drain(1_000).then(() => drained = true);
  for (let step = 0; !drained && step < 200; step++) {
    onStep(step);
    clock.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await draining;
}

Deno.test("a shutdown waits until an answer has left behind a full socket", async () => {
  await using open = await openHub({ limits: SMALL });
  const { slow, writer } = await twoPeers(open);
  slow.stall();
  await say(writer, ["m1", "m2", "m3"]);
  const answered = slow.must({ type: "message.send", room: "general", id: "own", text: "hi" });
  await writer.inbox.next("message", ({ message }) => message.id === "own");
  await drain(open, (step) => {
    if (step === 5) slow.read();
  });
  assertEquals([(await answered).seq, slow.closeCode], [4, 1001]);
});

Deno.test("a shutdown does not wait for long for somebody who reads nothing", async () => {
  await using open = await openHub({ limits: SMALL });
  const { slow, writer } = await twoPeers(open);
  slow.stall();
  await say(writer, ["m1", "m2", "m3"]);
  const before = open.clock.monotonic();
  await drain(open);
  const tookMs = open.clock.monotonic() - before;
  assertEquals([slow.closeCode, writer.closeCode], [1001, 1001]);
  assert(tookMs >= 1_000 && tookMs < 1_200, `${tookMs} ms`);
});

Deno.test("what was committed just before a shutdown reaches those who have no answer to wait for", async () => {
  await using open = await openHub();
  const frames: string[] = [];
  const isLive = Promise.withResolvers<void>();
  const listener = new Peer(open.hub, { account: grace, openAdapter: openPlain("general") });
  listener.send = (frame) => {
    frames.push(frame);
    isLive.resolve();
  };
  const room = open.hub.rooms.find("general", ada)!;
  const post = (id: string) => {
    const settled = Promise.withResolvers<void>();
    const user = { id: ada.id, name: ada.name };
    const content = { text: id };
    room.change({ kind: "post", room: "general", user, id, content }, () => settled.resolve());
    return settled.promise;
  };
  await post("m1");
  await isLive.promise;
  await post("m2");
  await drain(open);
  assertEquals(frames, ["m1", "m2"]);
});
