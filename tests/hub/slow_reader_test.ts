import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import type { Dialect } from "../../hub/ports.ts";
import { confabV1 } from "../../dialects/confab_v1.ts";
import { openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");
const grace = person("Grace");
const FULL = DEFAULT_LIMITS.socketBufferBytes + 1;

function say(peer: Peer, id: string, text = "hi") {
  return peer.must({ type: "message.send", room: "general", id, text });
}

Deno.test("a socket that is full gets nothing more until it drains, then which rooms to catch up on", async () => {
  await using open = await openHub();
  const writer = new Peer(open.hub, { user: ada });
  const slow = new Peer(open.hub, { user: grace });
  await writer.must({ type: "room.join", room: "general" });
  await slow.must({ type: "room.join", room: "general" });
  slow.bufferedBytes = FULL;
  for (const id of ["m1", "m2", "m3"]) {
    await say(writer, id);
    await writer.inbox.next("message", (event) => event.message.id === id);
  }
  assertEquals(slow.inbox.all("message"), []);

  slow.bufferedBytes = 0;
  open.clock.advance(1_000);
  assertEquals((await slow.inbox.next("lagged")).version, 3);
  const { messages } = await slow.must({ type: "room.join", room: "general", after: 0 });
  assertEquals(messages!.map((message) => message.id), ["m1", "m2", "m3"]);
  await say(writer, "m4");
  assertEquals((await slow.inbox.next("message")).message.id, "m4");
});

Deno.test("replies are kept for a lagging peer", async () => {
  await using open = await openHub();
  const slow = new Peer(open.hub, { user: grace });
  await slow.must({ type: "room.join", room: "general" });
  const watcher = new Peer(open.hub, { user: ada });
  await watcher.must({ type: "room.join", room: "general" });
  slow.bufferedBytes = FULL;
  const replied = say(slow, "m1");
  await watcher.inbox.next("message");
  assertEquals(slow.inbox.all("reply").length, 1);
  slow.bufferedBytes = 0;
  open.clock.advance(1_000);
  assertEquals((await replied).seq, 1);
});

Deno.test("a peer that lags too long is dropped with 1013 and out of the room at once", async () => {
  await using open = await openHub();
  const writer = new Peer(open.hub, { user: ada });
  const slow = new Peer(open.hub, { user: grace });
  await writer.must({ type: "room.join", room: "general" });
  await slow.must({ type: "room.join", room: "general" });
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  slow.bufferedBytes = FULL;
  await say(writer, "m1");
  await writer.inbox.next("message");
  open.clock.advance(DEFAULT_LIMITS.lagMs + 1_000);
  assertEquals(slow.closeCode, 1013);
  const went = await writer.inbox.next("presence", (event) => event.left.length > 0);
  assertEquals(went.left, [grace]);
  assertEquals(open.hub.connectionCount, 1);
});

Deno.test("a peer that cannot resume is dropped when its outbox is full", async () => {
  const plain: Dialect = { ...confabV1, name: "plain", canResume: false };
  await using open = await openHub({ limits: { outboxBytes: 5_000 } });
  const writer = new Peer(open.hub, { user: ada });
  const slow = new Peer(open.hub, { user: grace, dialect: plain });
  await writer.must({ type: "room.join", room: "general" });
  await slow.must({ type: "room.join", room: "general" });
  slow.bufferedBytes = FULL;
  for (const id of ["m1", "m2", "m3"]) {
    await say(writer, id, "x".repeat(2_000));
    await writer.inbox.next("message", (event) => event.message.id === id);
  }
  assertEquals(slow.closeCode, 1013);
});
