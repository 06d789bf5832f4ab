import { assertEquals } from "@std/assert";
import { titles, unread } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, TestTab } from "../support/test_tab.ts";

/** The hub tells of rooms that changed once a second. */
const TOLD_MS = 1_000;

Deno.test("what comes into the open room in sight is read, what comes into another is unread", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const tab = new TestTab(server);
  const chat = await tab.open();
  await server.post(BOB);
  await server.post(BOB, "hot", "news");
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "general"), unread(chat, "news")], [0, 1]);
  assertEquals(tab.title, "(1) General · Confab");
  chat.open("news");
  assertEquals(chat.room.value.dividerAfter.value, 0);
  await server.settle();
  assertEquals([unread(chat, "news"), tab.title], [0, "News · Confab"]);
});

Deno.test("on the first visit all rooms count as read, those too that the page left out; later ones do not", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB, "old", "news");
  const tab = new TestTab(server);
  const seed = await tab.seed();
  const chat = tab.start({ ...seed, rooms: seed.rooms.filter(({ id }) => id === "general") });
  await server.settle();
  assertEquals([titles(chat), unread(chat, "news")], [["General", "News"], 0]);
  tab.disconnect();
  await server.makeRoom("late");
  await server.post(BOB, "new", "late");
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(chat, "late")], [0, 1]);
});

Deno.test("edits and deletions in a room that is not open make nothing unread", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 2, { room: "news" });
  const chat = await new TestTab(server).open();
  assertEquals(unread(chat, "news"), 0);
  for (let count = 0; count < 20; count++) await server.edit(BOB, 1, `edit ${count}`, "news");
  await server.remove(BOB, 2, "news");
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "news"), 0);
  await server.post(BOB, "hot", "news");
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "news"), 1);
  await server.edit(BOB, 24, "hotter", "news");
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "news"), 1);
  chat.open("news");
  assertEquals(chat.room.value.dividerAfter.value, 23);
});

Deno.test("a room in which only edits happened opens without a divider", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB, "hot", "news");
  const chat = await new TestTab(server).open();
  chat.open("news");
  await server.settle();
  chat.open("general");
  await server.edit(BOB, 1, "hotter", "news");
  chat.open("news");
  await server.settle();
  assertEquals(chat.room.value.dividerAfter.value, null);
});

Deno.test("very many unread messages are told as more than 99", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const tab = new TestTab(server);
  await tab.open();
  await server.postMany(BOB, 100, { room: "news" });
  await server.pass(TOLD_MS);
  assertEquals(tab.title, "(99+) General · Confab");
});

Deno.test("what comes while the tab is at the back is unread until it is looked at", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  tab.visible = false;
  await server.post(BOB);
  await server.post(ANN);
  assertEquals([unread(chat, "general"), tab.title], [1, "(1) General · Confab"]);
  tab.visible = true;
  tab.events.woke();
  assertEquals([unread(chat, "general"), tab.title], [0, "General · Confab"]);
});

Deno.test("what comes while the reader is further up is unread until they are back at the end", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.room.value.setFollowing(false);
  await server.post(BOB);
  assertEquals(unread(chat, "general"), 1);
  chat.room.value.setFollowing(true);
  assertEquals(unread(chat, "general"), 0);
});

Deno.test("what is read in one tab is read in the other", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const profile = newProfile();
  const [one, other] = [new TestTab(server, { profile }), new TestTab(server, { profile })];
  const [chat, inNews] = [await one.open(), await other.open("news")];
  await server.post(BOB, "hot", "news");
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(inNews, "news")], [1, 0]);
  await server.pass(1_000);
  const key = `confab.read.${ANN.id}`;
  one.events.stored(key, profile.storage.getItem(key));
  assertEquals(unread(chat, "news"), 0);
});

Deno.test("one's own message to a room that is not open is not unread", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const tab = new TestTab(server);
  const chat = await tab.open("news");
  tab.disconnect();
  chat.room.value.send({ text: "late news" });
  chat.open("general");
  await server.pass(2 * TOLD_MS);
  assertEquals([await server.texts("news"), unread(chat, "news")], [["late news"], 0]);
});
