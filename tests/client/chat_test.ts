import { assertEquals, assertStrictEquals } from "@std/assert";
import type { LocalChat } from "../../client/chat.ts";
import { failureOf, textOf } from "../../client/outgoing/outgoing_item.ts";
import { ChatServer, refuse } from "./support/chat_server.ts";
import { FakeTab, newProfile } from "./support/fake_browser.ts";
import { settle } from "./support/fake_socket.ts";
import { ANN, BOB } from "./support/log_model.ts";

const texts = (chat: LocalChat) => chat.room.value.timeline.value.messages.map((one) => one.text);
const pending = (chat: LocalChat) => chat.room.value.pending.value.map(textOf);
const unread = (chat: LocalChat, room: string) =>
  chat.rooms.value.find((one) => one.id === room)?.unread;

Deno.test("a page comes alive: connected, joined, listed, with what was posted meanwhile", async () => {
  const server = new ChatServer("general", "news");
  server.post(BOB);
  const tab = new FakeTab(server);
  const opening = tab.openPage();
  server.post(BOB);
  const chat = await opening;
  assertEquals(chat.connection.value, { status: "online" });
  assertEquals(texts(chat), ["text 1", "text 2"]);
  assertEquals(chat.rooms.value.map((room) => room.title), ["General", "News"]);
  assertEquals(chat.room.value.people.value, [ANN]);
});

Deno.test("a message is pending until the server has it, and shown once", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.room.value.send({ text: "hello" });
  assertEquals([texts(chat), pending(chat)], [[], ["hello"]]);
  await settle();
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("what is written offline is sent once, in order, when the connection is back", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  tab.disconnect();
  ["one", "two", "three"].forEach((text) => chat.room.value.send({ text: text }));
  assertEquals(pending(chat), ["one", "two", "three"]);
  await tab.pass(1_000);
  assertEquals([texts(chat), pending(chat)], [["one", "two", "three"], []]);
  assertEquals(server.received("message.send").length, 3);
});

Deno.test("a message whose acknowledgement was lost is sent again with its id, and stands there once", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  server.fault = (request) => request.type === "message.send" ? "mute" : null;
  chat.room.value.send({ text: "hello" });
  await Promise.resolve();
  tab.disconnect();
  await settle();
  server.fault = () => null;
  await tab.pass(1_000);
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
  const ids = server.received("message.send").map((one) => one.id);
  assertEquals([ids.length, new Set(ids).size], [2, 1]);
  assertEquals(server.log().messages.length, 1);
});

Deno.test("what was missed while away is there after a reconnect, however much", async () => {
  const server = new ChatServer("general");
  server.post(BOB);
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  tab.disconnect();
  for (let count = 0; count < 240; count++) server.post(BOB);
  server.publish("general", server.log().edit(0));
  await tab.pass(1_000);
  assertEquals(chat.room.value.timeline.value.messages, server.log().messages);
});

Deno.test("a reader at the end who missed very much gets the newest page instead of all", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  tab.disconnect();
  for (let count = 0; count < 3_000; count++) server.log().post(BOB);
  await tab.pass(1_000);
  const { messages, hasOlder } = chat.room.value.timeline.value;
  assertEquals([messages.length, messages.at(-1)!.seq, hasOlder], [50, 3_000, true]);
  assertEquals(server.received("history.changes").length, 0);
});

Deno.test("a page that is shorter than asked for is not the last one unless it says so", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 30; count++) server.post(BOB);
  server.pageMessages = 7;
  const tab = new FakeTab(server);
  const chat = await tab.openPage("general", 7);
  const room = chat.room.value;
  while (room.timeline.value.hasOlder) await room.loadOlder();
  assertEquals(room.timeline.value.messages, server.log().messages);
  tab.disconnect();
  for (let count = 0; count < 30; count++) server.post(BOB);
  await tab.pass(1_000);
  assertEquals(room.timeline.value.messages, server.log().messages);
});

Deno.test("a hole is filled as soon as it shows", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  server.log().post(BOB);
  server.log().post(BOB);
  server.post(BOB);
  await settle();
  assertEquals(texts(chat), ["text 1", "text 2", "text 3"]);
  assertEquals(server.received("history.changes").map((one) => one.after), [0]);
});

Deno.test("a version that was heard of but does not exist is asked for a few times, not for ever", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  await tab.openPage();
  server.tell("general", { type: "lagged", room: "general", version: 7 });
  await tab.pass(300_000);
  const asked = server.received("history.changes").length + server.received("room.join").length;
  assertEquals(asked > 2 && asked < 15, true, `asked ${asked} times`);
});

Deno.test("a lagging tab joins again and has everything", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  for (let count = 0; count < 60; count++) server.log().post(BOB);
  server.tell("general", { type: "lagged", room: "general", version: 60 });
  await settle();
  assertEquals(texts(chat).length, 60);
});

Deno.test("a log that was replaced on the server replaces the one in the tab", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 9; count++) server.post(BOB);
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  tab.disconnect();
  server.logs.set("general", new ChatServer("general").log());
  server.log().post(BOB, { text: "a new age" });
  await tab.pass(1_000);
  assertEquals(texts(chat), ["a new age"]);
});

Deno.test("a log that was replaced under a connection that stayed up replaces the one in the tab", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 9; count++) server.post(BOB);
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  server.logs.set("general", new ChatServer("general").log());
  server.log().post(BOB, { text: "a new age" });
  await tab.pass(60_000);
  assertEquals(texts(chat), ["a new age"]);
  assertEquals(server.received("history.changes").map((one) => one.after), [9]);
  server.post(BOB, "general", { text: "goes on" });
  assertEquals(texts(chat), ["a new age", "goes on"]);
});

Deno.test("a refused message says why, and can be tried again or taken back", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  const room = chat.room.value;
  server.fault = (one) => one.type === "message.send" ? refuse("text_too_long") : null;
  room.send({ text: "hello" });
  room.send({ text: "again" });
  await settle();
  const [first, second] = room.pending.value;
  assertEquals(failureOf(first!), "This message is too long.");
  assertEquals(room.discard(second!.id), "again");
  server.fault = () => null;
  room.retry(first!.id);
  await settle();
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("a message that storage could not take stays pending and is sent later", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  server.fault = (one) => one.type === "message.send" ? refuse("storage_unavailable") : null;
  chat.room.value.send({ text: "hello" });
  await tab.pass(5_000);
  assertEquals(chat.room.value.pending.value.map(failureOf)[0], null);
  server.fault = () => null;
  await tab.pass(15_000);
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("a backlog goes out in order at the pace that the server allows", async () => {
  const server = new ChatServer("general");
  server.limits = { ...server.limits, messageBurst: 5, messagesPerSecond: 10 };
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  for (let count = 0; count < 12; count++) chat.room.value.send({ text: `line ${count}` });
  await settle();
  assertEquals(server.received("message.send").length, 5);
  await tab.pass(2_000);
  assertEquals(texts(chat), Array.from({ length: 12 }, (_, count) => `line ${count}`));
});

Deno.test("unsent messages survive a crash, go out from the next page, and once", async () => {
  const server = new ChatServer("general");
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  const before = await tab.openPage();
  tab.disconnect();
  before.room.value.send({ text: "one" });
  before.room.value.send({ text: "two" });
  await settle();
  tab.crash(before);
  const after = await new FakeTab(server, profile).openPage();
  await settle();
  assertEquals([texts(after), pending(after)], [["one", "two"], []]);
  const third = await new FakeTab(server, profile).openPage();
  assertEquals(pending(third), []);
});

Deno.test("what was taken back does not return with the next page", async () => {
  const server = new ChatServer("general");
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  const before = await tab.openPage();
  tab.disconnect();
  before.room.value.send({ text: "never mind" });
  before.room.value.discard(before.room.value.pending.value[0]!.id);
  await settle();
  tab.crash(before);
  const after = await new FakeTab(server, profile).openPage();
  assertEquals([texts(after), pending(after)], [[], []]);
});

Deno.test("a page that opens offline shows what is still to be sent", async () => {
  const server = new ChatServer("general");
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  const before = await tab.openPage();
  tab.disconnect();
  before.room.value.send({ text: "later" });
  await settle();
  tab.crash(before);
  const offline = new FakeTab(server, profile);
  offline.isOnline = false;
  const after = await offline.openPage();
  assertEquals(pending(after), ["later"]);
});

Deno.test("without locks two tabs send each other's messages, and each is in the log once", async () => {
  const server = new ChatServer("general");
  const profile = newProfile(null);
  const one = new FakeTab(server, profile);
  const chat = await one.openPage();
  one.disconnect();
  chat.room.value.send({ text: "hello" });
  await settle();
  const other = new FakeTab(server, profile);
  other.isOnline = false;
  const second = await other.openPage();
  assertEquals(pending(second), ["hello"]);
  await one.pass(1_000);
  assertEquals([server.received("message.send").length, texts(chat)], [1, ["hello"]]);
  other.isOnline = true;
  await other.pass(20_000);
  assertEquals([server.log().messages.length, texts(second), pending(second)], [1, ["hello"], []]);
});

Deno.test("a message that shows up in the log before its acknowledgement is not sent again", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  server.fault = (request) => request.type === "message.send" ? "mute" : null;
  chat.room.value.send({ text: "hello" });
  await tab.pass(30_000);
  tab.disconnect();
  await tab.pass(5_000);
  assertEquals(server.received("message.send").length, 1);
});

Deno.test("unsent messages of a room that is not open are sent without opening it", async () => {
  const server = new ChatServer("general", "news");
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  const before = await tab.openPage("news");
  tab.disconnect();
  before.room.value.send({ text: "late news" });
  await settle();
  tab.crash(before);
  const after = await new FakeTab(server, profile).openPage("general");
  await settle();
  assertEquals(server.log("news").messages.map((one) => one.text), ["late news"]);
  assertEquals(after.room.value.id, "general");
  assertEquals(server.users("news"), []);
});

Deno.test("another room opens in place: address, title, members, history", async () => {
  const server = new ChatServer("general", "news");
  server.post(BOB, "news");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  assertEquals(tab.title, "General · Confab");
  chat.open("news");
  assertEquals([chat.room.value.id, tab.path()], ["news", "/rooms/news"]);
  assertEquals(chat.room.value.ready.value, false);
  await settle();
  assertEquals([texts(chat), tab.title], [["text 1"], "News · Confab"]);
  assertEquals([server.users("general"), server.users("news")], [[], [ANN]]);
  assertEquals(tab.sockets.length, 1);
});

Deno.test("back opens the room before, from memory, and asks only for what changed", async () => {
  const server = new ChatServer("general", "news");
  server.post(BOB);
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  chat.open("news");
  await settle();
  server.post(BOB);
  tab.back();
  assertEquals([texts(chat), tab.history], [["text 1"], ["/rooms/general"]]);
  await settle();
  assertEquals(texts(chat), ["text 1", "text 2"]);
  assertEquals(server.received("room.join").at(-1)!.after, 1);
});

Deno.test("a room that one left while far up in its log opens again at its end", async () => {
  const server = new ChatServer("general", "news");
  for (let count = 0; count < 500; count++) server.post(BOB);
  const chat = await new FakeTab(server).openPage();
  chat.room.value.setFollowing(false);
  for (let page = 0; page < 8; page++) await chat.room.value.loadOlder();
  chat.open("news");
  await settle();
  chat.open("general");
  assertEquals(chat.room.value.ready.value, false);
  await settle();
  const { messages, hasNewer } = chat.room.value.timeline.value;
  assertEquals([messages.at(-1)!.seq, hasNewer], [500, false]);
});

Deno.test("messages that are on their way when another room is opened arrive all the same", async () => {
  const server = new ChatServer("general", "news");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  const general = chat.room.value;
  tab.disconnect();
  general.send({ text: "parting words" });
  chat.open("news");
  await tab.pass(1_000);
  assertEquals(server.log("general").messages.map((one) => one.text), ["parting words"]);
  assertEquals([server.users("general"), server.users("news")], [[], [ANN]]);
  chat.open("general");
  await settle();
  assertEquals([texts(chat), pending(chat)], [["parting words"], []]);
});

Deno.test("only so many rooms are kept in memory", async () => {
  const ids = Array.from({ length: 15 }, (_, count) => `room-${count}`);
  const server = new ChatServer("general", ...ids);
  const chat = await new FakeTab(server).openPage();
  for (const id of ids) {
    chat.open(id);
    await settle();
  }
  chat.open("room-13");
  assertEquals(chat.room.value.ready.value, true);
  chat.open("room-1");
  assertEquals(chat.room.value.ready.value, false);
});

Deno.test("a room that does not exist is a state of the room, not an accident", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.open("nowhere");
  await settle();
  assertEquals(chat.room.value.problem.value?.code, "room_not_found");
  chat.room.value.send({ text: "anybody?" });
  await settle();
  chat.open("general");
  chat.room.value.send({ text: "hello" });
  await settle();
  assertEquals(texts(chat), ["hello"]);
});

Deno.test("a room is made under a name made from its title, and opened", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  assertEquals(await chat.createRoom(" Design & Ops "), { ok: true });
  await settle();
  assertEquals(chat.room.value.id, "design-ops");
  const taken = await chat.createRoom("Design, ops");
  assertEquals(!taken.ok && taken.error.code, "room_exists");
  const empty = await chat.createRoom("☕");
  assertEquals(!empty.ok && empty.error.code, "name_invalid");
});

Deno.test("a room that was not found opens once somebody makes it", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.open("nowhere");
  await settle();
  assertEquals(await chat.createRoom("Nowhere"), { ok: true });
  await settle();
  chat.room.value.send({ text: "here I am" });
  await settle();
  assertEquals([chat.room.value.problem.value, texts(chat)], [null, ["here I am"]]);
});

Deno.test("a room that was not found is made under its own id, also one that no title gives", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.open("no--where");
  await settle();
  assertEquals(await chat.createMissing(), { ok: true });
  await settle();
  assertEquals([chat.room.value.id, chat.room.value.problem.value], ["no--where", null]);
  assertEquals(server.users("no--where"), [ANN]);
});

Deno.test("a room that somebody else makes while one is told that it is missing opens", async () => {
  const server = new ChatServer("general", "nowhere");
  const made = server.logs.get("nowhere")!;
  server.logs.delete("nowhere");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  chat.open("nowhere");
  await settle();
  assertEquals(chat.room.value.problem.value?.code, "room_not_found");
  server.logs.set("nowhere", made);
  for (const peer of server.peers) peer.say({ type: "room", room: server.info("nowhere") });
  await settle();
  assertEquals([chat.room.value.problem.value, server.users("nowhere")], [null, [ANN]]);
});

Deno.test("pressing twice, or later than somebody else, makes the room all the same", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.open("nowhere");
  await settle();
  assertEquals(await Promise.all([chat.createMissing(), chat.createMissing()]), [
    { ok: true },
    { ok: true },
  ]);
  await settle();
  assertEquals(chat.room.value.problem.value, null);
});

Deno.test("a room that cannot be made says why, and stays missing", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.open("nowhere");
  await settle();
  server.fault = (one) => one.type === "room.create" ? refuse("too_many_rooms") : null;
  const outcome = await chat.createMissing();
  assertEquals(!outcome.ok && outcome.error.code, "too_many_rooms");
  assertEquals(chat.room.value.problem.value?.code, "room_not_found");
});

Deno.test("a message in the open room does not wake the list of rooms", async () => {
  const server = new ChatServer("general", "news");
  const chat = await new FakeTab(server).openPage();
  const before = chat.rooms.value;
  server.post(BOB);
  assertStrictEquals(chat.rooms.value, before);
  server.log("news").post(BOB);
  server.tell("general", { type: "room", room: server.info("news") });
  assertEquals(chat.rooms.value === before, false);
  assertStrictEquals(chat.rooms.value[0], before[0]);
});

Deno.test("making a room while offline says so", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  tab.disconnect();
  const outcome = await chat.createRoom("News");
  assertEquals(!outcome.ok && outcome.error.retryable, true);
});

Deno.test("what comes into the open room in sight is read, what comes into another is unread", async () => {
  const server = new ChatServer("general", "news");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  server.post(BOB);
  server.log("news").post(BOB);
  server.tell("general", { type: "room", room: server.info("news") });
  assertEquals([unread(chat, "general"), unread(chat, "news")], [0, 1]);
  assertEquals(tab.title, "(1) General · Confab");
  chat.open("news");
  assertEquals(chat.room.value.dividerAfter.value, 0);
  await settle();
  assertEquals([unread(chat, "news"), tab.title], [0, "News · Confab"]);
});

Deno.test("edits and deletions in a room that is not open make nothing unread", async () => {
  const server = new ChatServer("general", "news");
  server.post(BOB, "news");
  server.post(BOB, "news");
  const chat = await new FakeTab(server).openPage();
  const tellOfNews = () => server.tell("general", { type: "room", room: server.info("news") });
  assertEquals(unread(chat, "news"), 0);
  for (let count = 0; count < 20; count++) server.log("news").edit(0);
  server.log("news").remove(1);
  tellOfNews();
  assertEquals(unread(chat, "news"), 0);
  server.log("news").post(BOB);
  tellOfNews();
  assertEquals(unread(chat, "news"), 1);
  server.log("news").edit(2);
  tellOfNews();
  assertEquals(unread(chat, "news"), 1);
  chat.open("news");
  assertEquals(chat.room.value.dividerAfter.value, 23);
});

Deno.test("a room in which only edits happened opens without a divider", async () => {
  const server = new ChatServer("general", "news");
  server.post(BOB, "news");
  const chat = await new FakeTab(server).openPage();
  chat.open("news");
  await settle();
  chat.open("general");
  server.log("news").edit(0);
  chat.open("news");
  await settle();
  assertEquals(chat.room.value.dividerAfter.value, null);
});

Deno.test("very many unread messages are told as more than 99", async () => {
  const server = new ChatServer("general", "news");
  const tab = new FakeTab(server);
  await tab.openPage();
  for (let count = 0; count < 100; count++) server.log("news").post(BOB);
  server.tell("general", { type: "room", room: server.info("news") });
  assertEquals(tab.title, "(99+) General · Confab");
});

Deno.test("what comes while the tab is at the back is unread until it is looked at", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  tab.visible = false;
  server.post(BOB);
  server.post(ANN);
  assertEquals([unread(chat, "general"), tab.title], [1, "(1) General · Confab"]);
  tab.visible = true;
  tab.events.woke();
  assertEquals([unread(chat, "general"), tab.title], [0, "General · Confab"]);
});

Deno.test("what comes while the reader is further up is unread until they are back at the end", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.room.value.setFollowing(false);
  server.post(BOB);
  assertEquals(unread(chat, "general"), 1);
  chat.room.value.setFollowing(true);
  assertEquals(unread(chat, "general"), 0);
});

Deno.test("what is read in one tab is read in the other", async () => {
  const server = new ChatServer("general", "news");
  const profile = newProfile();
  const [one, other] = [new FakeTab(server, profile), new FakeTab(server, profile)];
  const [chat, inNews] = [await one.openPage(), await other.openPage("news")];
  server.post(BOB, "news");
  server.tell("general", { type: "room", room: server.info("news") });
  assertEquals([unread(chat, "news"), unread(inNews, "news")], [1, 0]);
  await other.pass(1_000);
  const key = `confab.read.${ANN.id}`;
  one.events.stored(key, profile.storage.getItem(key));
  assertEquals(unread(chat, "news"), 0);
});

Deno.test("who comes and goes is in the list and, oneself apart, in the log", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  const room = chat.room.value;
  const presence = { type: "presence", room: "general", online: 2 } as const;
  server.tell("general", { ...presence, joined: [BOB, ANN], left: [] });
  assertEquals(room.people.value, [ANN, BOB]);
  assertEquals(room.timeline.value.notices.map((notice) => notice.joined), [[BOB]]);
  assertEquals(room.info.value.online, 2);
  server.tell("general", { ...presence, online: 1, joined: [], left: [BOB] });
  assertEquals([room.people.value, room.info.value.online], [[ANN], 1]);
});

Deno.test("who is typing shows without oneself, until they have written or some seconds pass", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const room = (await tab.openPage()).room.value;
  const typing = { type: "typing", room: "general", users: [BOB, ANN] } as const;
  server.tell("general", { ...typing, users: [BOB, ANN] });
  assertEquals(room.typing.value, [BOB]);
  server.post(BOB);
  assertEquals(room.typing.value, []);
  server.tell("general", { ...typing, users: [BOB] });
  await tab.pass(6_000);
  assertEquals(room.typing.value, []);
});

Deno.test("the others are told of typing now and then, not at every key", async () => {
  const server = new ChatServer("general");
  const tab = new FakeTab(server);
  const room = (await tab.openPage()).room.value;
  for (let key = 0; key < 40; key++) {
    room.startTyping();
    await tab.pass(100);
  }
  assertEquals(server.received("typing").length, 2);
});

Deno.test("history comes page by page into the past, and no page is asked for twice at once", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 120; count++) server.post(BOB);
  const room = (await new FakeTab(server).openPage()).room.value;
  const loads = [room.loadOlder(), room.loadOlder()];
  assertEquals(room.loading.value, "older");
  await Promise.all(loads);
  assertEquals([room.timeline.value.messages.length, room.loading.value], [100, null]);
  await room.loadOlder();
  await room.loadOlder();
  assertEquals([room.timeline.value.messages[0]!.seq, room.timeline.value.hasOlder], [1, false]);
  assertEquals(server.received("history.page").length, 2);
});

Deno.test("loading older messages on a very tall screen never cuts off the end one follows", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 500; count++) server.post(BOB);
  const room = (await new FakeTab(server).openPage()).room.value;
  for (let page = 0; page < 8; page++) await room.loadOlder();
  const { messages, hasNewer } = room.timeline.value;
  assertEquals([messages.length, messages.at(-1)!.seq, hasNewer], [450, 500, false]);
});

Deno.test("one's own message is shown even when the end of the log is not loaded", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 500; count++) server.post(BOB);
  const room = (await new FakeTab(server).openPage()).room.value;
  room.setFollowing(false);
  for (let page = 0; page < 8; page++) await room.loadOlder();
  assertEquals(room.timeline.value.hasNewer, true);
  room.send({ text: "hello" });
  await settle();
  const { messages, hasNewer } = room.timeline.value;
  assertEquals([messages.at(-1)!.text, hasNewer, room.pending.value], ["hello", false, []]);
});

Deno.test("short pages lead back to the end of the log as well", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 500; count++) server.post(BOB);
  const room = (await new FakeTab(server).openPage()).room.value;
  room.setFollowing(false);
  for (let page = 0; page < 8; page++) await room.loadOlder();
  server.pageMessages = 9;
  assertEquals(room.timeline.value.hasNewer, true);
  for (let page = 0; room.timeline.value.hasNewer && page < 100; page++) await room.loadNewer();
  assertEquals(room.timeline.value.messages.at(-1)!.seq, 500);
});

Deno.test("one's own message written offline far up in the log is shown when it is sent", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 500; count++) server.post(BOB);
  const tab = new FakeTab(server);
  const room = (await tab.openPage()).room.value;
  room.setFollowing(false);
  for (let page = 0; page < 8; page++) await room.loadOlder();
  tab.disconnect();
  room.send({ text: "hello" });
  await tab.pass(1_000);
  assertEquals(room.timeline.value.messages.at(-1)!.text, "hello");
});

Deno.test("a page of history that was lost with the connection comes with the next one", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 120; count++) server.post(BOB);
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  const room = chat.room.value;
  server.fault = (one) => one.type === "history.page" ? "lose" : null;
  const load = room.loadOlder();
  await settle();
  tab.disconnect();
  server.fault = () => null;
  await settle();
  assertEquals(room.loading.value, "older");
  await tab.pass(50);
  chat.reconnectNow();
  await load;
  assertEquals([room.timeline.value.messages.length, room.loading.value], [100, null]);
});

Deno.test("a page of history that is wanted before the first connection comes with it", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 120; count++) server.post(BOB);
  const tab = new FakeTab(server);
  const opening = tab.openPage();
  const room = tab.chat!.room.value;
  const load = room.loadOlder();
  await opening;
  await load;
  assertEquals(room.timeline.value.messages.length, 100);
});

Deno.test("a page of history that is refused for good is given up", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 120; count++) server.post(BOB);
  const room = (await new FakeTab(server).openPage()).room.value;
  server.fault = (one) => one.type === "history.page" ? refuse("room_not_found") : null;
  await room.loadOlder();
  const { messages, aside } = room.timeline.value;
  assertEquals([messages.length, aside, room.loading.value], [50, null, null]);
});

Deno.test("a page of history that storage cannot give now is asked for again", async () => {
  const server = new ChatServer("general");
  for (let count = 0; count < 120; count++) server.post(BOB);
  const tab = new FakeTab(server);
  const room = (await tab.openPage()).room.value;
  server.fault = (one) => one.type === "history.page" ? refuse("storage_unavailable") : null;
  const load = room.loadOlder();
  await settle();
  server.fault = () => null;
  await tab.pass(1_000);
  await load;
  assertEquals(room.timeline.value.messages.length, 100);
});

Deno.test("a page of history that is on its way when another room is opened does no harm", async () => {
  const server = new ChatServer("general", "news");
  for (let count = 0; count < 120; count++) server.post(BOB);
  const room = await new FakeTab(server).openPage();
  const general = room.room.value;
  const load = general.loadOlder();
  room.open("news");
  await load;
  await settle();
  assertEquals([general.timeline.value.messages.length, general.loading.value], [50, null]);
});

Deno.test("text that the server would refuse for a character nobody sees is sent without it", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.room.value.send({ text: "a\0b\ud800c" });
  chat.room.value.send({ text: " \n " });
  await settle();
  assertEquals(texts(chat), ["ab\ufffdc"]);
});

Deno.test("line breaks of other systems and control characters are sent as the server takes them", async () => {
  const server = new ChatServer("general");
  const chat = await new FakeTab(server).openPage();
  chat.room.value.send({ text: "one\r\ntwo\rthree\x07\tfour" });
  await settle();
  assertEquals(texts(chat), ["one\ntwo\nthree\tfour"]);
});

Deno.test("what is written and not sent is there after a switch of rooms, a reload and a crash", async () => {
  const server = new ChatServer("general", "news");
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  const chat = await tab.openPage();
  chat.room.value.draft = "half a thought";
  chat.open("news");
  assertEquals(chat.room.value.draft, "");
  chat.room.value.draft = "half a headline";
  chat.open("general");
  assertEquals(chat.room.value.draft, "half a thought");
  await tab.pass(300);
  // Not closed: the tab is gone without a word.
  const next = await new FakeTab(server, profile).openPage();
  assertEquals(next.room.value.draft, "half a thought");
  next.open("news");
  assertEquals(next.room.value.draft, "half a headline");
});

Deno.test("a reload right after a key press keeps what it wrote", async () => {
  const server = new ChatServer("general");
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  (await tab.openPage()).room.value.draft = "half a thought";
  tab.events.hidden();
  const next = await new FakeTab(server, profile).openPage();
  assertEquals(next.room.value.draft, "half a thought");
});
