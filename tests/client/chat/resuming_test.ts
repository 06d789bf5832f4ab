import { assertEquals } from "@std/assert";
import { pending, texts, timeline, unread } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

/** A tab in which Ann has a room open. */
async function open(server: TestServer, room?: string) {
  const tab = new TestTab(server);
  return { tab, chat: await tab.open(room) };
}

/** The server is gone, and comes back as another one, with other data. */
async function replace(tab: TestTab, server: TestServer, restored: TestServer): Promise<void> {
  tab.server = restored;
  tab.disconnect();
  await server.pass(1_000);
  await restored.settle();
}

Deno.test("what was missed while away is there after a reconnect, however much", async () => {
  await using server = await TestServer.open();
  await server.post(BOB);
  const { tab, chat } = await open(server);
  tab.disconnect();
  await server.postMany(BOB, 240);
  await server.edit(BOB, 1, "edited");
  await server.pass(1_000);
  assertEquals(timeline(chat).messages, await server.log());
});

Deno.test("a reader at the end who missed very much gets the newest page instead of all", async () => {
  await using server = await TestServer.open();
  const { tab, chat } = await open(server);
  tab.disconnect();
  await server.postMany(BOB, 3_000);
  await server.pass(1_000);
  const { messages, hasOlder } = timeline(chat);
  assertEquals([messages.length, messages.at(-1)!.seq, hasOlder], [50, 3_000, true]);
  assertEquals(server.received("history.changes").length, 0);
});

Deno.test("a page that is shorter than asked for is not the last one unless it says so", async () => {
  await using server = await TestServer.open();
  // A page ends at a length, too.
  await server.postMany(BOB, 30, { text: "x".repeat(10_000) });
  const { tab, chat } = await open(server);
  const room = chat.room.value;
  assertEquals(timeline(chat).messages.length < 15, true);
  while (timeline(chat).hasOlder) await room.loadOlder();
  assertEquals(timeline(chat).messages, await server.log());
  tab.disconnect();
  await server.postMany(BOB, 30, { text: "y".repeat(10_000) });
  await server.pass(1_000);
  assertEquals(timeline(chat).messages, await server.log());
});

Deno.test("a hole is filled as soon as it shows", async () => {
  await using server = await TestServer.open();
  const { tab, chat } = await open(server);
  tab.network.toClient = false;
  await server.postMany(BOB, 2);
  tab.network.toClient = true;
  await server.post(BOB);
  assertEquals(texts(chat), ["text 1", "text 2", "text 3"]);
  assertEquals(server.received("history.changes").map((one) => one.after), [0]);
});

Deno.test("an event that says what it follows is no hole for who has that, and one for who has not", async () => {
  await using server = await TestServer.open();
  const { tab, chat } = await open(server);
  await server.post(BOB);
  const [first] = await server.log();
  const edited = { ...first!, version: 3, text: "edited twice" };
  tab.hear({ type: "message", room: "general", version: 3, after: 1, message: edited });
  assertEquals(texts(chat), ["edited twice"]);
  assertEquals(server.received("history.changes").length, 0);
  const later = { ...edited, version: 9, text: "and again" };
  tab.hear({ type: "message", room: "general", version: 9, after: 7, message: later });
  await server.pass(100);
  assertEquals(server.received("history.changes").map((one) => one.after), [3]);
});

Deno.test("what was lost without a trace is found when the connection is looked at", async () => {
  await using server = await TestServer.open();
  const { tab, chat } = await open(server);
  tab.network.toClient = false;
  await server.post(BOB);
  tab.network.toClient = true;
  await server.pass(60_000);
  assertEquals([texts(chat), tab.sockets.length], [["text 1"], 1]);
});

Deno.test("a version that was heard of but does not exist is asked for a few times, not for ever", async () => {
  await using server = await TestServer.open();
  const { tab } = await open(server);
  tab.hear({ type: "lagged", room: "general", version: 7 });
  await server.pass(300_000);
  const asked = server.received("history.changes").length + server.received("room.join").length;
  assertEquals(asked > 2 && asked < 15, true, `asked ${asked} times`);
});

Deno.test("a lagging tab joins again and has everything", async () => {
  await using server = await TestServer.open();
  const { tab, chat } = await open(server);
  tab.network.toClient = false;
  await server.postMany(BOB, 60);
  tab.network.toClient = true;
  tab.hear({ type: "lagged", room: "general", version: 60 });
  await server.settle();
  assertEquals(texts(chat).length, 60);
});

Deno.test("a log that was replaced on the server replaces the one in the tab, however far it has got", async () => {
  await using server = await TestServer.open();
  await server.postMany(BOB, 9);
  const { tab, chat } = await open(server);
  await using restored = await TestServer.open();
  await restored.postMany(BOB, 20, { text: "a new age" });
  await replace(tab, server, restored);
  assertEquals(timeline(chat).messages, await restored.log());
  assertEquals(timeline(chat).epoch, restored.hub.store.epoch);
  await restored.post(BOB, "goes on");
  assertEquals(texts(chat).at(-1), "goes on");
});

Deno.test("what was not sent when the log was replaced is sent to the new one", async () => {
  await using server = await TestServer.open();
  await server.postMany(BOB, 9);
  const { tab, chat } = await open(server);
  await using restored = await TestServer.open();
  tab.server = restored;
  tab.disconnect();
  chat.room.value.send({ text: "still here" });
  await server.pass(1_000);
  await restored.settle();
  assertEquals([texts(chat), pending(chat)], [["still here"], []]);
});

Deno.test("a room that is not open when its log is replaced is read anew when it is opened", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 9, { room: "news" });
  const { tab, chat } = await open(server, "news");
  chat.open("general");
  await server.settle();
  await using restored = await TestServer.open({ rooms: ["news"] });
  await restored.postMany(BOB, 12, { room: "news", text: "a new age" });
  await replace(tab, server, restored);
  chat.open("news");
  await restored.settle();
  assertEquals(timeline(chat).messages, await restored.log("news"));
});

Deno.test("a reconnect tells the server from where to go on, and in which data", async () => {
  await using server = await TestServer.open();
  await server.postMany(ANN, 3);
  const { tab } = await open(server);
  tab.disconnect();
  await server.pass(1_000);
  const { after, epoch } = server.received("room.join").at(-1)!;
  assertEquals([after, epoch], [3, server.hub.store.epoch]);
});

Deno.test("after the log was replaced what is unread is what the server says, however far one had read before", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, 9, { room: "news" });
  const { tab, chat } = await open(server, "news");
  chat.open("general");
  await server.settle();
  await using restored = await TestServer.open({ rooms: ["news"] });
  await restored.postMany(BOB, 3, { room: "news" });
  await restored.hub.store.enterRoom("news", ANN, 1);
  await restored.hub.store.markRead({ room: "news", user: ANN.id, seq: 2 });
  tab.server = restored;
  tab.disconnect();
  await server.pass(1_000);
  await restored.pass(1_000);
  assertEquals(unread(chat, "news"), 1);
  await restored.post(BOB, "news", "news");
  await restored.pass(1_000);
  assertEquals(unread(chat, "news"), 2);
});

Deno.test("a deletion that waits while the log is replaced does not meet another message", async () => {
  await using server = await TestServer.open();
  await server.post(ANN, "a mistake");
  const { tab, chat } = await open(server);
  await using restored = await TestServer.open();
  await restored.post(ANN, "precious");
  tab.server = restored;
  tab.disconnect();
  chat.room.value.editor.delete(1);
  await server.pass(1_000);
  await restored.settle();
  assertEquals([await restored.texts(), pending(chat)], [["precious"], []]);
});

Deno.test("a rewriting that goes on while the log is replaced does not meet another message", async () => {
  await using server = await TestServer.open();
  await server.post(ANN, "tpyo");
  const { tab, chat } = await open(server);
  chat.room.value.editor.start(1);
  await using restored = await TestServer.open();
  await restored.post(ANN, "precious");
  await replace(tab, server, restored);
  chat.room.value.editor.finish("typo");
  await restored.settle();
  assertEquals(await restored.texts(), ["precious"]);
  assertEquals(pending(chat), ["typo"]);
});
