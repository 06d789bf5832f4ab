import { assertEquals } from "@std/assert";
import {
  Outbox,
  type OutboxEntry,
  type OutboxStore,
  type TabLocks,
} from "../../../client/outgoing/outbox.ts";
import { memoryOutboxStore } from "../../../client/outgoing/outbox_memory.ts";
import { settle } from "../support/fake_socket.ts";
import { FakeLocks } from "../support/fake_locks.ts";

/** Tabs of one browser, one after the other or side by side. */
function browser(locks: FakeLocks | null = new FakeLocks(), store = memoryOutboxStore()) {
  let tabs = 0;
  return {
    locks,
    open(userId = "u-ann") {
      const tab = `tab${++tabs}`;
      const tabLocks: TabLocks | null = locks?.ofTab(tab) ?? null;
      const outbox = new Outbox({ store, locks: tabLocks, userId, newId: () => tab });
      return { outbox, crash: () => locks?.release(tab) };
    },
  };
}

const message = (id: string, at = 1) => ({ id, room: "general", text: id, at, failure: null });

/** What a tab takes over. */
async function adopted(outbox: Outbox): Promise<string[]> {
  const ids: string[] = [];
  const take = (entries: OutboxEntry[]) => ids.push(...entries.map((entry) => entry.id));
  await outbox.adopt(take);
  await settle();
  return ids;
}

Deno.test("what a tab had not sent when it was reloaded is sent by the next, in the order of writing", async () => {
  const { open } = browser();
  const { outbox, crash } = open();
  // The second was written with the clock set back.
  await outbox.keep(message("first", 1_000));
  await outbox.keep(message("second", 10));
  crash();
  assertEquals(await adopted(open().outbox), ["first", "second"]);
});

Deno.test("what was acknowledged is not sent again", async () => {
  const { open } = browser();
  const { outbox, crash } = open();
  await outbox.keep(message("sent"));
  await outbox.forget("sent");
  crash();
  assertEquals(await adopted(open().outbox), []);
});

Deno.test("a message is left to the tab that wrote it while that tab lives", async () => {
  const { open } = browser();
  await open().outbox.keep(message("hers"));
  assertEquals(await adopted(open().outbox), []);
});

Deno.test("of two tabs left, one takes over what a crashed one had not sent", async () => {
  const { open } = browser();
  const { outbox, crash } = open();
  await outbox.keep(message("orphan"));
  const second = adopted(open().outbox);
  const third = adopted(open().outbox);
  crash();
  await settle();
  assertEquals([...await second, ...await third], ["orphan"]);
});

Deno.test("without locks every tab sends what it finds", async () => {
  const { open } = browser(null);
  await open().outbox.keep(message("plain-http"));
  assertEquals(await adopted(open().outbox), ["plain-http"]);
});

Deno.test("a tab does not take over from itself", async () => {
  const { outbox } = browser(null).open();
  await outbox.keep(message("own"));
  assertEquals(await adopted(outbox), []);
});

Deno.test("one person's messages are never another's", async () => {
  const { open } = browser();
  const { outbox, crash } = open("u-ann");
  await outbox.keep(message("private"));
  crash();
  assertEquals(await adopted(open("u-bob").outbox), []);
});

Deno.test("a store that fails keeps nothing and breaks nothing", async () => {
  const broken = () => Promise.reject(new Error("QuotaExceededError"));
  const store: OutboxStore = { put: broken, remove: broken, all: broken };
  const { outbox } = browser(new FakeLocks(), store).open();
  await outbox.keep(message("a"));
  await outbox.forget("a");
  assertEquals(await adopted(outbox), []);
});
