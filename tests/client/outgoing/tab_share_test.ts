import { assertEquals } from "@std/assert";
import type { OutgoingItem } from "../../../client/outgoing/outgoing_item.ts";
import { memoryStore, type OutgoingStore } from "../../../client/outgoing/outgoing_store.ts";
import { type TabLocks, TabShare } from "../../../client/outgoing/tab_share.ts";
import { FakeLocks } from "../support/fake_locks.ts";
import { settle } from "../support/fake_socket.ts";
import { post } from "../support/outgoing_items.ts";

/** Tabs of one browser, one after the other or side by side. */
function browser(locks: FakeLocks | null = new FakeLocks(), store = memoryStore()) {
  let tabs = 0;
  return {
    locks,
    open(userId = "u-ann") {
      const tab = `tab${++tabs}`;
      const tabLocks: TabLocks | null = locks?.ofTab(tab) ?? null;
      const share = new TabShare({ store, locks: tabLocks, userId, newId: () => tab });
      return { share, crash: () => locks?.release(tab) };
    },
  };
}

/** What a tab takes over. */
async function adopted(share: TabShare): Promise<string[]> {
  const ids: string[] = [];
  const take = (items: readonly OutgoingItem[]) => ids.push(...items.map((item) => item.id));
  await share.adopt(take);
  await settle();
  return ids;
}

Deno.test("what a tab had not sent when it was reloaded is taken over by the next, in order", async () => {
  const { open } = browser();
  const { share, crash } = open();
  share.keep(post("second", { order: 1_000 }));
  share.keep(post("first", { order: 10 }));
  crash();
  assertEquals(await adopted(open().share), ["first", "second"]);
});

Deno.test("what was acknowledged is not sent again", async () => {
  const { open } = browser();
  const { share, crash } = open();
  share.keep(post("sent"));
  share.forget("sent");
  crash();
  assertEquals(await adopted(open().share), []);
});

Deno.test("a message is left to the tab that wrote it while that tab lives", async () => {
  const { open } = browser();
  open().share.keep(post("hers"));
  assertEquals(await adopted(open().share), []);
});

Deno.test("of two tabs left, one takes over what a crashed one had not sent", async () => {
  const { open } = browser();
  const { share, crash } = open();
  share.keep(post("orphan"));
  const second = adopted(open().share);
  const third = adopted(open().share);
  crash();
  await settle();
  assertEquals([...await second, ...await third], ["orphan"]);
});

Deno.test("without locks every tab sends what it finds", async () => {
  const { open } = browser(null);
  open().share.keep(post("plain-http"));
  assertEquals(await adopted(open().share), ["plain-http"]);
});

Deno.test("a tab does not take over from itself", async () => {
  const { share } = browser(null).open();
  share.keep(post("own"));
  assertEquals(await adopted(share), []);
});

Deno.test("one person's messages are never another's", async () => {
  const { open } = browser();
  const { share, crash } = open("u-ann");
  share.keep(post("private"));
  crash();
  assertEquals(await adopted(open("u-bob").share), []);
});

Deno.test("a store that fails keeps nothing and breaks nothing", async () => {
  const broken = () => Promise.reject(new Error("QuotaExceededError"));
  const store: OutgoingStore = {
    put: broken,
    remove: broken,
    all: broken,
    removeOthers: broken,
  };
  const { share } = browser(new FakeLocks(), store).open();
  share.keep(post("a"));
  share.forget("a");
  assertEquals(await adopted(share), []);
});

Deno.test("what could not be read when its tab had gone is taken over later", async () => {
  const kept = memoryStore();
  let reads = 0;
  // The second read is the one under the lock.
  const all = (userId: string) => ++reads === 2 ? Promise.reject(new Error()) : kept.all(userId);
  const store: OutgoingStore = { ...kept, all };
  const { open } = browser(new FakeLocks(), store);
  const { share, crash } = open();
  share.keep(post("kept"));
  crash();
  const next = open().share;
  assertEquals(await adopted(next), []);
  assertEquals(await adopted(next), ["kept"]);
});
