import { assertEquals } from "@std/assert";
import { ipPrefixOf } from "../../../accounts/ip_prefix.ts";
import { identitiesOf } from "../../../accounts/identities.ts";
import { LocalBroker } from "../../../brokers/local_broker.ts";
import { Hub } from "../../../hub/hub.ts";
import { type PostsFound, StorageError, type Store } from "../../../hub/ports/store.ts";
import type { Role } from "../../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { Once } from "../../support/once.ts";
import { openHub, override, silentLog } from "../../support/open_hub.ts";
import { Peer } from "../../support/peer.ts";
import { found } from "../../support/waiting.ts";

type Open = Awaited<ReturnType<typeof openHub>>;

const RETRY_MS = 5_000;

async function peerOf(open: Open, name: string, role: Role = "member"): Promise<Peer> {
  return new Peer(open.hub, { account: await open.account(name, role) });
}

function idOf(peer: Peer): string {
  return peer.connection.account!.id;
}

/** What accounts store with a ban. */
async function wish(open: Open, author: Peer, actor: Peer): Promise<void> {
  const erasure = { userId: idOf(author), actor: idOf(actor), at: open.clock.now() };
  await open.store.addBans([], { erasure, audit: [] });
}

/** As accounts begin it with a ban. */
async function begin(open: Open, author: Peer, actor: Peer): Promise<void> {
  await wish(open, author, actor);
  open.broker.publish({ type: "erasure.begun", userId: idOf(author) });
}

/** How many messages of the author are left. */
async function left(open: Open, author: Peer): Promise<number> {
  return (await open.store.postsOf(idOf(author), null, 10)).places.length;
}

async function post(author: Peer, room: string, ids: string[]): Promise<void> {
  await Promise.all(
    ids.map((id) => author.must({ type: "message.send", room, id, text: "x" })),
  );
}

/** Waits until nothing is pending in the store. */
async function finished(store: Store, meanwhile = () => {}): Promise<void> {
  await found(async () => {
    if ((await store.pendingErasures()).length === 0) return true;
    meanwhile();
    return null;
  });
}

Deno.test("all that somebody wrote goes from every room once an erasure is told of, for all to see", async () => {
  await using open = await openHub();
  const [ada, bo, root] = [
    await peerOf(open, "Ada"),
    await peerOf(open, "Bo"),
    await peerOf(open, "Root", "owner"),
  ];
  const made = await ada.must({ type: "room.create", id: "plans", title: "Plans", private: true });
  const room = made.room!.id;
  await bo.must({ type: "room.join", room: "general" });
  const ids = Array.from({ length: 300 }, (_, i) => `m${i}`);
  await post(ada, "general", [...ids, "last"]);
  await post(ada, room, ids);
  await post(bo, "general", ["b"]);
  await begin(open, ada, root);
  await finished(open.store);
  const [noted] = await open.store.listAudit(null, 1);
  assertEquals([noted?.action, noted?.actor, noted?.target, noted?.details], [
    "account.remove_messages",
    idOf(root),
    idOf(ada),
    { name: "Ada", messages: 601 },
  ]);
  await bo.inbox.next("message", ({ message }) => message.seq === 301 && message.text === "");
  const page = await open.store.page("general", { after: 0 }, 1_000);
  assertEquals(page!.messages.filter(({ text }) => text !== "").map(({ id }) => id), ["b"]);
  assertEquals(await left(open, ada), 0);
});

Deno.test("an erasure that an earlier process did not finish goes on when a hub begins", async () => {
  await using open = await openHub();
  const [ada, root] = [await peerOf(open, "Ada"), await peerOf(open, "Root", "owner")];
  await post(ada, "general", ["a", "b"]);
  await wish(open, ada, root);
  const { store, clock, accounts } = open;
  await Hub.open({
    store,
    identities: identitiesOf(accounts),
    broker: new LocalBroker(silentLog),
    clock,
    logger: silentLog,
    limits: DEFAULT_LIMITS,
    guests: true,
    ipPrefixOf,
    rooms: [],
  });
  await finished(store);
  assertEquals(await left(open, ada), 0);
});

Deno.test("an erasure that storage does not let through goes on by itself when it does", async () => {
  let fails = true;
  const failed = Promise.withResolvers<void>();
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        append(changes) {
          if (!fails || changes[0]!.kind !== "delete") return store.append(changes);
          failed.resolve();
          return Promise.reject(new StorageError("the disk is full", true));
        },
      }),
  });
  const [ada, root] = [await peerOf(open, "Ada"), await peerOf(open, "Root", "owner")];
  await post(ada, "general", ["a", "b"]);
  await begin(open, ada, root);
  await failed.promise;
  assertEquals(await left(open, ada), 2);
  fails = false;
  await finished(open.store, () => open.clock.advance(RETRY_MS));
  assertEquals(await left(open, ada), 0);
});

Deno.test("what was on its way when an erasure began goes, too", async () => {
  const meanwhile = new Once();
  await using open = await openHub({
    wrap: (store) => override(store, { postsOf: meanwhile.after(store.postsOf.bind(store)) }),
  });
  const [ada, root] = [await peerOf(open, "Ada"), await peerOf(open, "Root", "owner")];
  await post(ada, "general", ["a"]);
  meanwhile.next(() => post(ada, "general", ["late"]));
  await begin(open, ada, root);
  await finished(open.store);
  assertEquals(await left(open, ada), 0);
});

Deno.test("a first post that is written after nothing was found, and before the erasure is over, goes, too", async () => {
  const meanwhile = new Once();
  await using open = await openHub({
    wrap: (store) =>
      override(store, { finishErasure: meanwhile.before(store.finishErasure.bind(store)) }),
  });
  const [ada, root] = [await peerOf(open, "Ada"), await peerOf(open, "Root", "owner")];
  meanwhile.next(() => post(ada, "general", ["late"]));
  await begin(open, ada, root);
  await finished(open.store);
  assertEquals(await left(open, ada), 0);
  const [noted] = await open.store.listAudit(null, 1);
  assertEquals(noted?.details, { name: "Ada", messages: 1 });
});

Deno.test("of an erasure that comes upon a room it does not know, nothing fails unheard", async () => {
  let knows = false;
  const asked = Promise.withResolvers<void>();
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        append: (changes) =>
          changes[0]!.kind === "delete" && !knows
            ? Promise.reject(new StorageError("the disk is full", true))
            : store.append(changes),
        async postsOf(...how) {
          const found = await store.postsOf(...how);
          asked.resolve();
          if (knows) return found;
          return { ...found, places: [...found.places, { room: "made-elsewhere", seq: 1 }] };
        },
      }),
  });
  const [ada, root] = [await peerOf(open, "Ada"), await peerOf(open, "Root", "owner")];
  await post(ada, "general", ["a"]);
  await begin(open, ada, root);
  await asked.promise;
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
  knows = true;
  await finished(open.store, () => open.clock.advance(RETRY_MS));
  assertEquals(await left(open, ada), 0);
});

Deno.test("a hub that drains leaves the rest of an erasure to the next one", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<PostsFound>();
  let finishes = 0;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        postsOf: () => (asked.resolve(), answer.promise),
        finishErasure: (...how) => (finishes++, store.finishErasure(...how)),
      }),
  });
  const [ada, root] = [await peerOf(open, "Ada"), await peerOf(open, "Root", "owner")];
  await begin(open, ada, root);
  await asked.promise;
  await open.hub.drain(0);
  answer.resolve({ places: [], next: null, posted: 0 });
  await new Promise((resolve) => setImmediate(resolve));
  assertEquals(finishes, 0);
  assertEquals((await open.store.pendingErasures()).length, 1);
});
