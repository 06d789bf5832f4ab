import { assert, assertEquals } from "@std/assert";
import { type Appended, StorageError, type Store } from "../../hub/ports/store.ts";
import type { Message } from "../../protocol/entities.ts";
import { openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");
const grace = person("Grace");

type Open = Awaited<ReturnType<typeof openHub>>;

/** Posts behind the hub's back, as another hub on the same store does. */
async function postElsewhere({ store }: Open, id: string): Promise<Message> {
  const [answer] = await store.append([
    { kind: "post", room: "general", user: ada, id, content: { text: "hi" } },
  ]);
  assert(answer?.ok);
  return answer.message;
}

function publish({ broker }: Open, message: Message): void {
  broker.publish({ type: "message", room: "general", version: message.version, message });
}

/** A store whose first `changes` wait for a promise. */
function holdChanges(store: Store, until: Promise<void>): Store {
  let first = true;
  return override(store, {
    async changes(room, after, limit) {
      const page = await store.changes(room, after, limit);
      if (first) {
        first = false;
        await until;
      }
      return page;
    },
  });
}

function heard(peer: Peer): string[] {
  return peer.inbox.all("message").map(({ message }) => message.id);
}

Deno.test("a room that hears of a later version first gives the missing ones in order", async () => {
  await using open = await openHub();
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  await postElsewhere(open, "a");
  await postElsewhere(open, "b");
  publish(open, await postElsewhere(open, "c"));
  await reader.inbox.next("message", ({ message }) => message.id === "c");
  assertEquals(heard(reader), ["a", "b", "c"]);
});

Deno.test("of a message that changed twice meanwhile the last version is told, and what it follows", async () => {
  await using open = await openHub();
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  publish(open, await postElsewhere(open, "a"));
  for (const text of ["b", "c"]) {
    const edit = { kind: "edit", room: "general", user: ada, seq: 1, content: { text } } as const;
    assert((await open.store.append([edit]))[0]?.ok);
  }
  publish(open, await postElsewhere(open, "d"));
  await reader.inbox.next("message", ({ message }) => message.id === "d");
  const told = reader.inbox.all("message")
    .map(({ version, after, message }) => [version, after, message.text]);
  assertEquals(told, [[1, undefined, "hi"], [3, 1, "c"], [4, undefined, "hi"]]);
});

Deno.test("what arrives while a room catches up is not missed", async () => {
  const held = Promise.withResolvers<void>();
  await using open = await openHub({ wrap: (store) => holdChanges(store, held.promise) });
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  await postElsewhere(open, "a");
  publish(open, await postElsewhere(open, "b"));
  // The page that is being read ends here.
  await open.store.changes("general", 0, 1);
  publish(open, await postElsewhere(open, "c"));
  held.resolve();
  await reader.inbox.next("message", ({ message }) => message.id === "c");
  assertEquals(heard(reader), ["a", "b", "c"]);
});

Deno.test("a catch-up that fails is tried again", async () => {
  let failures = 1;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        changes: (room, after, limit) =>
          failures-- > 0
            ? Promise.reject(new StorageError("locked", true))
            : store.changes(room, after, limit),
      }),
  });
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  await postElsewhere(open, "a");
  publish(open, await postElsewhere(open, "b"));
  await open.store.rooms();
  assertEquals(heard(reader), []);
  open.clock.advance(1_000);
  await reader.inbox.next("message", ({ message }) => message.id === "b");
  assertEquals(heard(reader), ["a", "b"]);
});

Deno.test("an event that comes twice or late is told once", async () => {
  await using open = await openHub();
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  const first = await postElsewhere(open, "a");
  publish(open, first);
  publish(open, await postElsewhere(open, "b"));
  publish(open, first);
  publish(open, await postElsewhere(open, "c"));
  await reader.inbox.next("message", ({ message }) => message.id === "c");
  assertEquals(heard(reader), ["a", "b", "c"]);
});

Deno.test("a member whose rejoining fails stays one, and misses nothing", async () => {
  let broken = false;
  const failing = Promise.withResolvers<void>();
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async changes(room, after, limit) {
          if (!broken) return store.changes(room, after, limit);
          await failing.promise;
          throw new StorageError("locked", true);
        },
      }),
  });
  const writer = new Peer(open.hub, { account: ada });
  const reader = new Peer(open.hub, { account: grace });
  await reader.must({ type: "room.join", room: "general" });
  broken = true;
  // Told in this tick, at whose end the reader is not live any more.
  publish(open, await postElsewhere(open, "burst"));
  const refused = reader.refusal({ type: "room.join", room: "general", after: 0 });
  for (const id of ["a", "b"]) {
    await writer.must({ type: "message.send", room: "general", id, text: "hi" });
  }
  assertEquals(heard(reader), ["burst"]);
  failing.resolve();
  assertEquals(await refused, "storage_unavailable");
  await writer.must({ type: "message.send", room: "general", id: "c", text: "hi" });
  await reader.inbox.next("message", ({ message }) => message.id === "c");
  assertEquals(heard(reader), ["burst", "a", "b", "c"]);
});

Deno.test("changes after a version this server never had: reset, and the newest page", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  await peer.must({ type: "message.send", room: "general", id: "a", text: "hi" });
  const request = { type: "history.changes", room: "general" };
  const reset = await peer.must({ ...request, after: 7 });
  assertEquals([reset.reset, reset.version, reset.messages!.length], [true, 1, 1]);
  const none = await peer.must({ ...request, after: 1 });
  assertEquals([none.reset, none.messages], [undefined, []]);
});

Deno.test("a room whose making was not answered is there when asked for again", async () => {
  let loseAnswer = false;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async createRoom(room, quotas) {
          const record = await store.createRoom(room, quotas);
          if (!loseAnswer) return record;
          loseAnswer = false;
          throw new StorageError("the worker died after the commit", true);
        },
      }),
  });
  loseAnswer = true;
  const peer = new Peer(open.hub, { account: ada });
  const request = { type: "room.create", id: "ops", title: "Ops" };
  assertEquals(await peer.refusal(request), "storage_unavailable");
  assertEquals(await peer.refusal(request), "room_exists");
  await peer.must({ type: "room.join", room: "ops" });
  const answers: Appended[] = await open.store.append([
    { kind: "post", room: "ops", user: ada, id: "a", content: { text: "hi" } },
  ]);
  assert(answers[0]!.ok);
});
