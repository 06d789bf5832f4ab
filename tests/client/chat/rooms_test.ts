import { assertEquals, assertStrictEquals } from "@std/assert";
import { people, problem, texts, titles } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

Deno.test("a page comes alive: connected, joined, listed, with what was posted meanwhile", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB);
  const tab = new TestTab(server);
  const seed = await tab.seed();
  await server.post(BOB);
  const chat = tab.start(seed);
  await server.settle();
  assertEquals(chat.connection.value, { status: "online" });
  assertEquals(texts(chat), ["text 1", "text 2"]);
  assertEquals(titles(chat), ["General", "News"]);
  assertEquals(people(chat), ["Ann"]);
});

Deno.test("another room opens in place: address, title, people, history", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB, "text 1", "news");
  const tab = new TestTab(server);
  const chat = await tab.open();
  assertEquals(tab.title, "General · Confab");
  chat.open("news");
  assertEquals([chat.room.value.id, tab.path()], ["news", "/rooms/news"]);
  assertEquals(chat.room.value.ready.value, false);
  await server.settle();
  assertEquals([texts(chat), tab.title], [["text 1"], "News · Confab"]);
  await server.pass(500);
  assertEquals([server.isWatched("general"), server.isWatched("news")], [false, true]);
  assertEquals(tab.sockets.length, 1);
});

Deno.test("back opens the room before, from memory, and asks only for what changed", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(BOB);
  const tab = new TestTab(server);
  const chat = await tab.open();
  chat.open("news");
  await server.settle();
  await server.post(BOB);
  tab.back();
  assertEquals([texts(chat), tab.history], [["text 1"], ["/rooms/general"]]);
  await server.settle();
  assertEquals(texts(chat), ["text 1", "text 2"]);
  const { after, epoch } = server.received("room.join").at(-1)!;
  assertEquals([after, epoch], [1, server.hub.store.epoch]);
});

Deno.test("a room that one left while far up in its log opens again at its end", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 500);
  const chat = await new TestTab(server).open();
  chat.room.value.setFollowing(false);
  for (let page = 0; page < 8; page++) await chat.room.value.loadOlder();
  chat.open("news");
  await server.settle();
  chat.open("general");
  assertEquals(chat.room.value.ready.value, false);
  await server.settle();
  const { messages, hasNewer } = chat.room.value.timeline.value;
  assertEquals([messages.at(-1)!.seq, hasNewer], [500, false]);
});

Deno.test("only so many rooms are kept in memory", async () => {
  const rooms = Array.from({ length: 15 }, (_, count) => `room-${count}`);
  await using server = await TestServer.open({ rooms });
  const chat = await new TestTab(server).open();
  for (const room of rooms) {
    chat.open(room);
    await server.settle();
  }
  chat.open("room-13");
  assertEquals(chat.room.value.ready.value, true);
  chat.open("room-1");
  assertEquals(chat.room.value.ready.value, false);
});

Deno.test("a room that does not exist is a state of the room, not an accident", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.open("nowhere");
  await server.settle();
  assertEquals(problem(chat), "room_not_found");
  chat.room.value.send({ text: "anybody?" });
  await server.settle();
  chat.open("general");
  chat.room.value.send({ text: "hello" });
  await server.settle();
  assertEquals(texts(chat), ["hello"]);
});

Deno.test("a room is made under a name made from its title, and opened", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  assertEquals(await chat.createRoom(" Design & Ops "), { ok: true });
  await server.settle();
  assertEquals(chat.room.value.id, "design-ops");
  const taken = await chat.createRoom("Design, ops");
  assertEquals(!taken.ok && taken.error.code, "room_exists");
  const empty = await chat.createRoom("☕");
  assertEquals(!empty.ok && empty.error.code, "name_invalid");
});

Deno.test("a room that was not found opens once somebody makes it", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.open("nowhere");
  await server.settle();
  assertEquals(await chat.createRoom("Nowhere"), { ok: true });
  await server.settle();
  chat.room.value.send({ text: "here I am" });
  await server.settle();
  assertEquals([problem(chat), texts(chat)], [null, ["here I am"]]);
});

Deno.test("a room that was not found is made under its own id, also one that no title gives", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.open("no--where");
  await server.settle();
  assertEquals(await chat.createMissing(), { ok: true });
  await server.settle();
  assertEquals([chat.room.value.id, problem(chat)], ["no--where", null]);
  assertEquals(server.isWatched("no--where"), true);
});

Deno.test("a room that somebody else makes while one is told that it is missing opens", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.open("nowhere");
  await server.settle();
  assertEquals(problem(chat), "room_not_found");
  await server.makeRoom("nowhere");
  await server.pass(1_000);
  assertEquals([problem(chat), server.isWatched("nowhere")], [null, true]);
});

Deno.test("pressing twice, or later than somebody else, makes the room all the same", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.open("nowhere");
  await server.settle();
  const twice = [chat.createMissing(), chat.createMissing()];
  assertEquals(await Promise.all(twice), [{ ok: true }, { ok: true }]);
  await server.settle();
  assertEquals(problem(chat), null);
});

Deno.test("a room that cannot be made says why, and stays missing", async () => {
  await using server = await TestServer.open({ limits: { rooms: 1 } });
  const chat = await new TestTab(server).open();
  chat.open("nowhere");
  await server.settle();
  const outcome = await chat.createMissing();
  assertEquals(!outcome.ok && outcome.error.code, "too_many_rooms");
  assertEquals(problem(chat), "room_not_found");
});

Deno.test("making a room while offline says so", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  tab.disconnect();
  const outcome = await chat.createRoom("News");
  assertEquals(!outcome.ok && outcome.error.retryable, true);
});

Deno.test("a message in the open room does not wake the list of rooms", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const chat = await new TestTab(server).open("news");
  chat.open("general");
  await server.pass(1_000);
  const before = chat.rooms.value;
  await server.post(BOB);
  assertStrictEquals(chat.rooms.value, before);
  await server.post(BOB, "hot", "news");
  await server.pass(1_000);
  const [, news] = chat.rooms.value;
  assertEquals([news!.unread, news === before[1]], [1, false]);
});

Deno.test("a room that is not there is asked about for as long as the tab lives, over one connection", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  chat.open("nowhere");
  await server.pass(300_000);
  assertEquals([tab.sockets.length, chat.connection.value.status], [1, "online"]);
  assertEquals(server.received("history.changes").length > 3, true);
});

Deno.test("a room that was left, or never there, is left once or not at all", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const chat = await new TestTab(server).open();
  for (const room of ["nowhere", "news", "nowhere", "general"]) {
    chat.open(room);
    await server.settle();
  }
  assertEquals(server.received("room.leave").map(({ room }) => room), ["general", "news"]);
});

Deno.test("a room that storage cannot give now is joined when it can", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.post(ANN, "text 1", "news");
  const chat = await new TestTab(server).open();
  server.storage = "down";
  chat.open("news");
  await server.pass(2_000);
  assertEquals(chat.room.value.ready.value, false);
  server.storage = "up";
  await server.pass(10_000);
  assertEquals(texts(chat), ["text 1"]);
});
