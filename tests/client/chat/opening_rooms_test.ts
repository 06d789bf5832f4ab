import { assertEquals } from "@std/assert";
import type { LocalChat } from "../../../client/chat.ts";
import { messageKey } from "../../../client/log/rows.ts";
import { timeline, unread } from "../support/chat_view.ts";
import { BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

/** The hub tells of rooms that changed once a second. */
const TOLD_MS = 1_000;

/** A tab that has read all of the room "news", in which so much is posted then, with General open. */
async function leave(server: TestServer, { before, after }: { before: number; after: number }) {
  await server.postMany(BOB, before, { room: "news" });
  const tab = new TestTab(server);
  const chat = await tab.open("news");
  chat.open("general");
  await server.settle();
  await server.postMany(BOB, after, { room: "news" });
  await server.pass(TOLD_MS);
  return { tab, chat };
}

const landing = (chat: LocalChat) => chat.room.value.landing.value;
const ends = (chat: LocalChat) => {
  const { messages, hasOlder, hasNewer } = timeline(chat);
  return { first: messages[0]!.seq, last: messages.at(-1)!.seq, hasOlder, hasNewer };
};

Deno.test("a room opens with the messages around where one left off, however much came since", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 60, { room: "news" });
  const { chat: first } = await leave(server, { before: 0, after: 90 });
  const chat = await new TestTab(server).open();
  chat.open("news");
  assertEquals(chat.room.value.ready.value, false);
  await server.settle();
  assertEquals(landing(chat), { kind: "new", seq: 60, orEnd: true });
  assertEquals(ends(chat), { first: 36, last: 85, hasOlder: true, hasNewer: true });
  assertEquals(chat.room.value.isComplete.value, true);
  assertEquals([unread(chat, "news"), unread(first, "news")], [90, 90]);

  chat.room.value.setFollowing(false);
  for (let page = 0; page < 2; page++) await chat.room.value.loadNewer();
  assertEquals(ends(chat), { first: 36, last: 150, hasOlder: true, hasNewer: false });
  assertEquals(unread(chat, "news"), 90, "nobody has seen the end");
  chat.room.value.setFollowing(true);
  await server.settle();
  assertEquals([unread(chat, "news"), unread(first, "news")], [0, 0]);
});

Deno.test("what comes while the messages around a place are on their way is neither lost nor doubled", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 60, { room: "news" });
  await leave(server, { before: 0, after: 90 });
  const chat = await new TestTab(server).open();
  chat.open("news");
  await server.post(BOB, "late", "news");
  await server.edit(BOB, 61, "edited", "news");
  await server.settle();
  chat.room.value.setFollowing(false);
  for (let page = 0; page < 3; page++) await chat.room.value.loadNewer();
  const { messages, hasNewer } = timeline(chat);
  assertEquals(messages.map(({ seq }) => seq), Array.from({ length: 116 }, (_, i) => i + 36));
  assertEquals([hasNewer, messages[25]!.text, messages.at(-1)!.text], [false, "edited", "late"]);
});

Deno.test("a room whose log is kept and that is far behind opens without all that went by", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await leave(server, { before: 60, after: 1_500 });
  const before = server.requests.length;
  chat.open("news");
  await server.settle();
  assertEquals(ends(chat), { first: 36, last: 85, hasOlder: true, hasNewer: true });
  const asked = server.requests.slice(before).map(({ type }) => type);
  assertEquals(asked.filter((type) => type.startsWith("history")).length <= 2, true, `${asked}`);
});

Deno.test("a room is opened again where one was reading, also when its log was not kept meanwhile", async () => {
  const rooms = ["news", ...Array.from({ length: 12 }, (_, count) => `room-${count}`)];
  await using server = await TestServer.open({ rooms });
  await server.postMany(BOB, 300, { room: "news" });
  const chat = await new TestTab(server).open("news");
  chat.room.value.setFollowing(false);
  for (let page = 0; page < 3; page++) await chat.room.value.loadOlder();
  const place = { key: messageKey(BOB.id, `${BOB.id}-120`), offset: -7 };
  const kept = { kind: "place", seq: 120, ...place } as const;
  const news = () => chat.open("news");
  const room = chat.room.value;
  chat.open("general");
  // As the log does when another room has taken its place.
  room.keepPlace(place);
  news();
  assertEquals([landing(chat), chat.room.value.ready.value], [kept, true]);
  for (const other of rooms.slice(1)) {
    chat.open(other);
    await server.settle();
  }
  news();
  assertEquals(chat.room.value.ready.value, false);
  await server.settle();
  assertEquals(landing(chat), kept);
  assertEquals(ends(chat), { first: 96, last: 145, hasOlder: true, hasNewer: true });

  chat.room.value.keepPlace(null);
  chat.open("general");
  news();
  assertEquals(landing(chat), null);
});

Deno.test("who went to the end past what they had not read can go back to it", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { chat } = await leave(server, { before: 60, after: 90 });
  const room = () => chat.room.value;
  chat.open("news");
  await server.settle();
  room().setFollowing(false);
  await room().goToEnd();
  room().setFollowing(true);
  await server.settle();
  assertEquals([ends(chat).last, room().hasPassedOver.value], [150, true]);
  room().goBack();
  assertEquals(room().hasPassedOver.value, false);
  await server.settle();
  assertEquals(landing(chat), { kind: "new", seq: 60, orEnd: false });
  assertEquals(ends(chat).first <= 60, true);
  assertEquals(unread(chat, "news"), 0, "its end was seen");
});

Deno.test("one's own message is shown though the room has not been put where one left off yet", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 60, { room: "news" });
  await leave(server, { before: 0, after: 90 });
  const chat = await new TestTab(server).open();
  chat.open("news");
  chat.room.value.send({ text: "hello" });
  await server.settle();
  const { messages, hasNewer } = timeline(chat);
  assertEquals([landing(chat), messages.at(-1)!.text, hasNewer], [null, "hello", false]);
  chat.room.value.setFollowing(true);
  assertEquals(chat.room.value.dividerAfter.value, 60);
});

Deno.test("a page that begins where one left off comes to life as it is, and goes on to the end", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 60, { room: "news" });
  await leave(server, { before: 0, after: 90 });
  const chat = await new TestTab(server).open("news");
  const page = { first: 36, last: 85, hasOlder: true, hasNewer: true };
  assertEquals([ends(chat), chat.room.value.dividerAfter.value], [page, 60]);
  chat.room.value.setFollowing(false);
  await server.post(BOB, "late", "news");
  assertEquals([ends(chat), unread(chat, "news")], [page, 90]);
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "news"), 91);
  chat.room.value.markRead();
  await server.settle();
  assertEquals(unread(chat, "news"), 0);
  for (let count = 0; count < 2; count++) await chat.room.value.loadNewer();
  assertEquals(ends(chat), { first: 36, last: 151, hasOlder: true, hasNewer: false });
});

Deno.test("behind other windows a log keeps what came first, however much comes", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 60);
  const tab = new TestTab(server);
  const chat = await tab.open();
  chat.room.value.setFollowing(true);
  tab.visible = false;
  await server.postMany(BOB, 400);
  assertEquals(landing(chat), { kind: "new", seq: 60, orEnd: true });
  const { first, last, hasNewer } = ends(chat);
  assertEquals([first < 60, last > 300 && last < 460, hasNewer], [true, true, true]);
  await server.pass(TOLD_MS);
  assertEquals(unread(chat, "general"), 400);
});

Deno.test("after a restore a room opens at its end: what was read, and where, was in other data", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const { tab, chat } = await leave(server, { before: 60, after: 90 });
  chat.open("news");
  await server.settle();
  chat.room.value.setFollowing(false);
  chat.room.value.keepPlace({ key: messageKey(BOB.id, `${BOB.id}-61`), offset: 0 });
  chat.open("general");
  chat.open("news");
  assertEquals(landing(chat)?.kind, "place");
  await using restored = await TestServer.open({ rooms: ["news"] });
  await restored.postMany(BOB, 70, { room: "news" });
  tab.server = restored;
  tab.disconnect();
  chat.reconnectNow();
  await restored.settle();
  assertEquals([landing(chat), chat.room.value.dividerAfter.value], [null, null]);
  assertEquals(ends(chat), { first: 21, last: 70, hasOlder: true, hasNewer: false });
  chat.open("general");
  chat.open("news");
  assertEquals(landing(chat), null);
});
