import { assertEquals } from "@std/assert";
import { SIGNED_OUT_KEY } from "../../../protocol/browser_storage.ts";
import { pending } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, type Profile, TestTab } from "../support/test_tab.ts";

/** Every key of the browser's storage, and the texts of what waits to be sent in it. */
async function kept({ storage, outgoingStore }: Profile) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index)!);
  const items = (await Promise.all([ANN, BOB].map(({ id }) => outgoingStore.all(id)))).flat();
  const texts = items.map(({ change }) => change.kind === "delete" ? "" : change.content.text);
  return { keys: keys.sort(), texts };
}

/** Ann writes a draft and a message that is not sent, and her tab is gone. */
async function leaveBehind(server: TestServer, profile: Profile): Promise<void> {
  const tab = new TestTab(server, { profile, user: ANN });
  const chat = await tab.open();
  chat.room.value.draft = "half a secret";
  tab.setOnline(false);
  chat.room.value.send({ text: "a secret" });
  await server.pass(1_000);
  tab.crash(chat);
  assertEquals(await kept(profile), {
    keys: [`confab.draft.${ANN.id}.general`],
    texts: ["a secret"],
  });
}

Deno.test("who comes after somebody whose session ended elsewhere finds nothing of them", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  await leaveBehind(server, profile);
  const bob = await new TestTab(server, { profile, user: BOB }).open();
  await server.pass(1_000);
  assertEquals([bob.room.value.draft, pending(bob)], ["", []]);
  assertEquals(await kept(profile), { keys: [], texts: [] });
});

Deno.test("the same person finds all of it", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  await leaveBehind(server, profile);
  const ann = await new TestTab(server, { profile, user: ANN }).open();
  assertEquals(ann.room.value.draft, "half a secret");
});

Deno.test("when somebody signs out in one tab the others leave the chat, and write nothing any more", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const chat = await tab.open();
  await server.pass(1_000);
  chat.room.value.draft = "half a secret";
  for (const key of (await kept(profile)).keys) profile.storage.removeItem(key);
  tab.events.stored(SIGNED_OUT_KEY, "1");
  assertEquals(tab.hasLeft, true);
  chat.room.value.send({ text: "a secret" });
  tab.events.hidden();
  await server.pass(1_000);
  assertEquals(await kept(profile), { keys: [], texts: [] });
});

Deno.test("a tab whose browser somebody else has signed in with writes nothing any more", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile, user: ANN });
  const chat = await tab.open();
  await server.pass(1_000);
  for (const key of (await kept(profile)).keys) profile.storage.removeItem(key);
  // From now on its connections are those of the browser's session, which is Bob's.
  Object.assign(tab, {
    openSocket: () => new TestTab(server, { profile, user: BOB }).openSocket(),
  });
  tab.disconnect();
  chat.reconnectNow();
  await server.settle();
  assertEquals(chat.connection.value.status, "ended");
  chat.room.value.draft = "half a secret";
  assertEquals(chat.room.value.draft, "half a secret");
  chat.room.value.send({ text: "a secret" });
  tab.events.hidden();
  await server.pass(1_000);
  assertEquals(await kept(profile), { keys: [], texts: [] });
});

Deno.test("what is not sent yet is counted over all rooms and tabs, until it is sent", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const chat = await tab.open();
  const other = await new TestTab(server, { profile }).open();
  tab.setOnline(false);
  chat.room.value.send({ text: "one" });
  chat.open("news");
  chat.room.value.send({ text: "two" });
  for (const each of [chat, other]) assertEquals(await each.countUnsent(), 2);
  tab.setOnline(true);
  tab.disconnect();
  chat.reconnectNow();
  await server.settle();
  for (const each of [chat, other]) assertEquals(await each.countUnsent(), 0);
});
