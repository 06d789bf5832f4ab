import { assertEquals } from "@std/assert";
import { titles, unread } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, TestTab } from "../support/test_tab.ts";

/** The hub tells of rooms that changed once a second. */
const TOLD_MS = 1_000;

/** A tab of Ann's that has been in the room "news", with General open. */
async function openTab(server: TestServer) {
  const tab = new TestTab(server);
  const chat = await tab.open("news");
  chat.open("general");
  await server.settle();
  return { tab, chat };
}

Deno.test("what comes into the open room in sight is read, what comes into another is unread", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { tab, chat } = await openTab(server);
  await server.post(BOB);
  await server.post(BOB, "hot", "news");
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "general"), unread(chat, "news")], [0, 1]);
  assertEquals(tab.title, "(1) General · Confab");
  chat.open("news");
  assertEquals(chat.room.value.dividerAfter.value, 0);
  await server.settle();
  assertEquals(unread(chat, "news"), 1, "nobody has seen its end");
  chat.room.value.setFollowing(true);
  assertEquals([unread(chat, "news"), tab.title], [0, "News · Confab"]);
});

Deno.test("a public room that was never opened has nothing unread, a conversation has from its first message on", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB, "old", "news");
  const chat = await new TestTab(server).open();
  await server.post(BOB, "new", "news");
  const made = await server.as(BOB).must({ type: "direct.open", users: [ANN.id] });
  const direct = made.room!.id;
  await server.post(BOB, "psst", direct);
  await server.pass(TOLD_MS);
  assertEquals([titles(chat), unread(chat, "news")], [["Bob", "General", "News"], 0]);
  assertEquals(unread(chat, direct), 1);
  const later = await new TestTab(server).open();
  assertEquals([unread(later, "news"), unread(later, direct)], [0, 1]);
});

Deno.test("who is let into a private room has read what was said before", async () => {
  await using server = await TestServer.open();
  const staff = await server.makeRoom("staff", { private: true });
  await server.invite(staff, BOB);
  await server.post(BOB, "old", staff);
  const chat = await new TestTab(server).open();
  await server.invite(staff, ANN);
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, staff), 0);
  await server.post(BOB, "new", staff);
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, staff), 1);
});

Deno.test("edits in a room that is not open make nothing unread, and a deleted message is not unread", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await openTab(server);
  await server.postMany(BOB, 2, { room: "news" });
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "news"), 2);
  for (let count = 0; count < 20; count++) await server.edit(BOB, 1, `edit ${count}`, "news");
  await server.remove(BOB, 2, "news");
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "news"), 1);
  chat.open("news");
  assertEquals(chat.room.value.dividerAfter.value, 0);
});

Deno.test("what came a moment before a room is opened is below the divider, though the list has not told of it", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { tab, chat } = await openTab(server);
  await server.post(BOB, "hot", "news");
  chat.open("news");
  const { dividerAfter, landing } = chat.room.value;
  assertEquals([unread(chat, "news"), dividerAfter.value], [0, null]);
  await server.settle();
  assertEquals(dividerAfter.value, 0);
  assertEquals(landing.value, { kind: "new", seq: 0, orEnd: true });
  assertEquals(tab.title, "(1) News · Confab", "nobody has seen its end");
  chat.room.value.setFollowing(true);
  assertEquals(tab.title, "News · Confab");

  chat.open("general");
  await server.settle();
  await server.post(ANN, "from elsewhere", "news");
  chat.open("news");
  await server.settle();
  assertEquals([dividerAfter.value, landing.value], [null, null], "one's own");
  await server.post(BOB, "hotter", "news");
  assertEquals([dividerAfter.value, landing.value], [null, null], "seen as it came");
});

Deno.test("who goes to the end before a room is joined stays there", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await openTab(server);
  await server.post(BOB, "hot", "news");
  chat.open("news");
  chat.room.value.goToEnd();
  await server.settle();
  assertEquals([chat.room.value.landing.value, unread(chat, "news")], [null, 0]);
});

Deno.test("a room in which only edits happened opens without a divider", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB, "hot", "news");
  const { chat } = await openTab(server);
  await server.edit(BOB, 1, "hotter", "news");
  chat.open("news");
  await server.settle();
  assertEquals(chat.room.value.dividerAfter.value, null);
});

Deno.test("very many unread messages are told as more than 999", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { tab } = await openTab(server);
  await server.postMany(BOB, 999, { room: "news" });
  await server.pass(TOLD_MS);
  assertEquals(tab.title, "(999) General · Confab");
  await server.post(BOB, "one more", "news");
  await server.pass(TOLD_MS);
  assertEquals(tab.title, "(999+) General · Confab");
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
  assertEquals(unread(chat, "general"), 1, "where the log begins to be new may be further up");
  chat.room.value.setFollowing(true);
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

Deno.test("what is read on one device is read on the other, and what is marked unread there is unread here", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await openTab(server);
  const { chat: other } = await openTab(server);
  await server.postMany(BOB, 3, { room: "news" });
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(other, "news")], [3, 3]);
  other.open("news");
  other.room.value.setFollowing(true);
  await server.settle();
  assertEquals([unread(chat, "news"), unread(other, "news")], [0, 0]);
  other.room.value.markUnread(2);
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(other, "news")], [2, 2]);
  other.room.value.markRead();
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(other, "news")], [0, 0]);
});

Deno.test("what is read while offline is told once there is a connection again", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await openTab(server);
  const { tab, chat: other } = await openTab(server);
  other.open("news");
  await server.settle();
  other.room.value.setFollowing(false);
  await server.postMany(BOB, 3, { room: "news" });
  await server.pass(TOLD_MS);
  tab.disconnect();
  other.room.value.setFollowing(true);
  assertEquals([unread(chat, "news"), unread(other, "news")], [3, 0]);
  other.reconnectNow();
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(other, "news")], [0, 0]);
});

Deno.test("a mark is sent at most once a second for each room, however much is read", async () => {
  await using server = await TestServer.open();
  await new TestTab(server).open();
  await server.pass(TOLD_MS);
  const before = server.received("read.mark").length;
  for (let count = 0; count < 20; count++) {
    await server.post(BOB);
    await server.pass(100);
  }
  await server.pass(TOLD_MS);
  const sent = server.received("read.mark").slice(before);
  assertEquals([sent.length <= 4, sent.at(-1)!.seq], [true, 20]);
});

Deno.test("what older pages have kept of what was read is removed", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  tab.storage.setItem(`confab.read.${ANN.id}`, "{}");
  await tab.open();
  assertEquals(tab.storage.getItem(`confab.read.${ANN.id}`), null);
});

Deno.test("one's own message to a room that is not open is not unread", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { tab, chat } = await openTab(server);
  const other = (await openTab(server)).chat;
  chat.open("news");
  tab.disconnect();
  chat.room.value.send({ text: "late news" });
  chat.open("general");
  await server.pass(2 * TOLD_MS);
  assertEquals(await server.texts("news"), ["late news"]);
  assertEquals([unread(chat, "news"), unread(other, "news")], [0, 0]);
});

Deno.test("what was marked unread in one tab stays so in the others that show the room, until one opens it again", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await openTab(server);
  const { chat: other } = await openTab(server);
  await server.postMany(BOB, 3);
  await server.pass(TOLD_MS);
  chat.room.value.markUnread(2);
  await server.pass(TOLD_MS);
  assertEquals(other.room.value.dividerAfter.value, 1);
  await server.post(BOB);
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "general"), unread(other, "general")], [3, 3]);
  other.open("news");
  other.open("general");
  other.room.value.setFollowing(true);
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "general"), unread(other, "general")], [0, 0]);
});

Deno.test("what was read or marked unread without a connection is told after a reload, too", async () => {
  await using server = await TestServer.open({ rooms: ["news", "sport"] });
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const chat = await tab.open("news");
  await server.postMany(BOB, 4, { room: "news" });
  chat.open("sport");
  await server.settle();
  chat.open("general");
  await server.postMany(BOB, 4, { room: "sport" });
  await server.pass(TOLD_MS);
  assertEquals([unread(chat, "news"), unread(chat, "sport")], [0, 4]);
  chat.open("sport");
  await server.settle();
  tab.disconnect();
  tab.setOnline(false);
  chat.room.value.setFollowing(true);
  chat.open("news");
  chat.room.value.setFollowing(true);
  chat.room.value.markUnread(3);
  assertEquals([unread(chat, "news"), unread(chat, "sport")], [2, 0]);
  tab.crash(chat);

  const after = await new TestTab(server, { profile }).open();
  await server.pass(TOLD_MS);
  assertEquals([unread(after, "news"), unread(after, "sport")], [2, 0]);
  const elsewhere = await new TestTab(server).open();
  assertEquals([unread(elsewhere, "news"), unread(elsewhere, "sport")], [2, 0]);
  assertEquals(profile.storage.keys().filter((key) => key.startsWith("confab.mark.")), []);
});

Deno.test("what was marked unread before a reload does not undo what was read elsewhere since", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const chat = await tab.open("news");
  await server.postMany(BOB, 4, { room: "news" });
  await server.pass(TOLD_MS);
  tab.disconnect();
  tab.setOnline(false);
  chat.room.value.markUnread(3);
  tab.crash(chat);
  const elsewhere = await new TestTab(server).open("news");
  await server.post(BOB, "more", "news");
  await server.pass(TOLD_MS);
  assertEquals(unread(elsewhere, "news"), 0);
  const after = await new TestTab(server, { profile }).open();
  await server.pass(TOLD_MS);
  assertEquals([unread(after, "news"), unread(elsewhere, "news")], [0, 0]);
});
