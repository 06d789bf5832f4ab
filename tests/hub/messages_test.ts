import { assert, assertEquals } from "@std/assert";
import type { Appended, Store } from "../../hub/ports/store.ts";
import { StorageError } from "../../hub/ports/store.ts";
import { openHub, override, person } from "../support/open_hub.ts";
import { publicUser } from "../../protocol/entities.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");
const grace = person("Grace");

Deno.test("a message reaches everybody in the room, with the seq its sender was told", async () => {
  await using open = await openHub();
  const sender = new Peer(open.hub, { account: ada });
  const reader = new Peer(open.hub, { account: grace });
  await sender.must({ type: "room.join", room: "general" });
  await reader.must({ type: "room.join", room: "general" });

  const reply = await sender.must({ type: "message.send", room: "general", id: "m1", text: "hi" });
  const event = await reader.inbox.next("message");

  assertEquals(event.version, reply.version);
  assertEquals(event.message, {
    seq: reply.seq!,
    version: reply.version!,
    id: "m1",
    user: publicUser(ada),
    text: "hi",
    at: reply.at!,
  });
  await sender.inbox.next("message", (own) => own.message.id === "m1");
});

Deno.test("a sender hears its reply before the event, and both only after the commit", async () => {
  const committed = Promise.withResolvers<void>();
  await using open = await openHub({ wrap: (store) => holdAppends(store, committed.promise) });
  const sender = new Peer(open.hub, { account: ada });
  await sender.must({ type: "room.join", room: "general" });
  sender.connection.receive(
    JSON.stringify({ type: "message.send", ref: "s", room: "general", id: "m1", text: "hi" }),
  );
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assertEquals(sender.inbox.all("message"), []);
  assertEquals(sender.inbox.all("reply").filter(({ ref }) => ref === "s"), []);

  committed.resolve();
  await sender.inbox.next("message");
  const kinds = sender.inbox.events.map((event) => event.type);
  assertEquals(kinds.slice(-2), ["reply", "message"]);
});

Deno.test("an edit of a message that has changed meanwhile is refused with the message as it stands", async () => {
  await using open = await openHub();
  const sender = new Peer(open.hub, { account: ada });
  const { version: base } = await sender.must({
    type: "message.send",
    room: "general",
    id: "m1",
    text: "hi",
  });
  const edit = (text: string) => ({ type: "message.edit", room: "general", seq: 1, text, base });
  await sender.must(edit("from the phone"));
  const reply = await sender.ask(edit("from the laptop"));
  assert(!reply.ok);
  assertEquals(reply.error.code, "edit_conflict");
  assertEquals([reply.error.current?.text, reply.error.current?.version], ["from the phone", 2]);
});

Deno.test("a message sent twice with one id is stored once, told once and acked alike", async () => {
  await using open = await openHub();
  const sender = new Peer(open.hub, { account: ada });
  await sender.must({ type: "room.join", room: "general" });
  const request = { type: "message.send", room: "general", id: "m1", text: "hi" };
  const first = await sender.must(request);
  const second = await sender.must(request);
  const after = await sender.must({ ...request, id: "m2" });

  assertEquals([second.seq, second.version, second.at], [first.seq, first.version, first.at]);
  assertEquals(after.seq, first.seq! + 1);
  await sender.inbox.next("message", (event) => event.message.id === "m2");
  assertEquals(sender.inbox.all("message").map((event) => event.message.id), ["m1", "m2"]);
});

Deno.test("a burst reaches a member in one frame", async () => {
  await using open = await openHub();
  const sender = new Peer(open.hub, { account: ada });
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  const lines = Array.from(
    { length: 15 },
    (_, i) => JSON.stringify({ type: "message.send", room: "general", id: `m${i}`, text: `${i}` }),
  );
  sender.connection.receive(lines.join("\n"));

  await reader.inbox.next("message", (event) => event.message.id === "m14");
  assertEquals(reader.inbox.frames.at(-1), 15);
});

Deno.test("when storage fails the sender gets a retryable error and nobody hears of the message", async () => {
  let broken = true;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        append: (changes) =>
          broken ? Promise.reject(new StorageError("disk full", true)) : store.append(changes),
      }),
  });
  const sender = new Peer(open.hub, { account: ada });
  await sender.must({ type: "room.join", room: "general" });
  const request = { type: "message.send", room: "general", id: "m1", text: "hi" };

  const refused = await sender.ask(request);
  assertEquals(!refused.ok && refused.error, {
    code: "storage_unavailable",
    message: "Storage cannot be reached right now: try again",
    retryable: true,
  });
  assertEquals(sender.inbox.all("message").length, 0);

  broken = false;
  assertEquals((await sender.must(request)).seq, 1);
});

Deno.test("a failure that will not pass is told as one", async () => {
  await using open = await openHub({
    wrap: (store) =>
      override(store, { append: () => Promise.reject(new StorageError("corrupt", false)) }),
  });
  const sender = new Peer(open.hub, { account: ada });
  const refused = await sender.ask({
    type: "message.send",
    room: "general",
    id: "m1",
    text: "hi",
  });
  assertEquals(!refused.ok && [refused.error.code, refused.error.retryable], [
    "storage_failed",
    false,
  ]);
});

Deno.test("a message whose commit was not answered is told to everybody once its sender retries", async () => {
  let loseAnswer = true;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async append(changes) {
          const answers: Appended[] = await store.append(changes);
          if (!loseAnswer) return answers;
          loseAnswer = false;
          throw new StorageError("the worker died after the commit", true);
        },
      }),
  });
  const sender = new Peer(open.hub, { account: ada });
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  const request = { type: "message.send", room: "general", id: "m1", text: "hi" };
  assertEquals(await sender.refusal(request), "storage_unavailable");
  assertEquals((await sender.must(request)).seq, 1);

  assertEquals((await reader.inbox.next("message")).message.id, "m1");
});

Deno.test("only the author may edit or delete, and everybody sees it", async () => {
  await using open = await openHub();
  const author = new Peer(open.hub, { account: ada });
  const other = new Peer(open.hub, { account: grace });
  await other.must({ type: "room.join", room: "general" });
  const { seq } = await author.must({
    type: "message.send",
    room: "general",
    id: "m1",
    text: "helo",
  });
  const edit = { type: "message.edit", room: "general", seq, text: "hello" };
  assertEquals(await other.refusal(edit), "not_yours");
  assertEquals((await author.must(edit)).version, 2);
  assertEquals((await author.must({ type: "message.delete", room: "general", seq })).version, 3);

  const deleted = await other.inbox.next("message", (event) => event.version === 3);
  assertEquals([deleted.message.seq, deleted.message.text], [1, ""]);
  assertEquals(await author.refusal({ ...edit, seq: 99 }), "message_not_found");
});

Deno.test("posting faster than the limit is refused with when to try again, and works then", async () => {
  await using open = await openHub({ limits: { messageBurst: 2, messagesPerSecond: 1 } });
  const sender = new Peer(open.hub, { account: ada });
  const request = (id: string) => ({ type: "message.send", room: "general", id, text: "hi" });
  await sender.must(request("m1"));
  await sender.must(request("m2"));
  const refused = await sender.ask(request("m3"));
  assertEquals(!refused.ok && [refused.error.code, refused.error.retryAfterMs], [
    "rate_limited",
    1000,
  ]);
  open.clock.advance(1000);
  await sender.must(request("m3"));
});

Deno.test("behind a message that comes too fast the rest of its frame waits, too, and so keeps its order", async () => {
  await using open = await openHub({ limits: { messageBurst: 1, messagesPerSecond: 1 } });
  const sender = new Peer(open.hub, { account: await open.account("Ada") });
  // So much time passes between two messages of a frame, measured or not, that there is room for the third one again.
  let now = 0;
  open.clock.monotonic = () => now += 400;
  const post = (id: string) => ({ type: "message.send", ref: id, room: "general", id, text: id });
  const send = async (...ids: string[]) => {
    sender.connection.receive(ids.map((id) => JSON.stringify(post(id))).join("\n"));
    const replies = ids.map((id) => sender.inbox.next("reply", (reply) => reply.ref === id));
    return (await Promise.all(replies)).map((reply) => reply.ok || reply.error.code);
  };
  assertEquals(await send("m1", "m2", "m3"), [true, "rate_limited", "rate_limited"]);
  sender.inbox.events.length = 0;
  assertEquals(await send("m2"), [true]);
});

Deno.test("two connections of one person share one limit", async () => {
  await using open = await openHub({ limits: { messageBurst: 2, messagesPerSecond: 1 } });
  const one = new Peer(open.hub, { account: ada });
  const two = new Peer(open.hub, { account: ada });
  await one.must({ type: "message.send", room: "general", id: "m1", text: "hi" });
  await two.must({ type: "message.send", room: "general", id: "m2", text: "hi" });
  const third = { type: "message.send", room: "general", id: "m3", text: "hi" };
  assertEquals(await one.refusal(third), "rate_limited");
});

function holdAppends(store: Store, until: Promise<void>): Store {
  return override(store, {
    append: async (changes) => {
      await until;
      return await store.append(changes);
    },
  });
}
