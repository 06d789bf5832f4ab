import { assertEquals, assertMatch } from "@std/assert";
import { MEMBERS_EVERY_MS } from "../../../client/rooms/local_settings.ts";
import { failures, people, problem, texts, titles } from "../support/chat_view.ts";
import { ANN, BOB, CY } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

/** The page of "general", for somebody who is in the private room "ops", in which something was said. */
async function open({ rooms = [] as string[] } = {}) {
  const server = await TestServer.open({ rooms });
  const ops = await server.makeRoom("ops", { private: true });
  await server.invite(ops, ANN);
  await server.invite(ops, BOB);
  await server.post(BOB, "between us", ops);
  const tab = new TestTab(server);
  const chat = await tab.open();
  return { server, tab, chat, ops, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

Deno.test("a private room is opened under the id that the server gave it", async () => {
  await using it = await open();
  const { server, tab, chat } = it;
  assertEquals(await chat.createRoom("Board", { private: true }), { ok: true });
  assertMatch(chat.room.value.id, /^board-./);
  assertEquals(tab.path(), `/rooms/${chat.room.value.id}`);
  assertEquals(chat.room.value.info.value.kind, "private");
  // Its title needs nothing that an address could be made of.
  assertEquals(await chat.createRoom("理事会", { private: true }), { ok: true });
  assertEquals(server.received("room.create")[1]!.id, "room");
});

Deno.test("a direct conversation is opened in place and goes by the names of the others", async () => {
  await using it = await open();
  const { tab, chat } = it;
  assertEquals(await chat.openDirect([CY.id, BOB.id]), { ok: true });
  assertMatch(tab.path(), /^\/rooms\/direct-/);
  assertEquals(chat.room.value.info.value.title, "Bob, Cy");
  assertEquals(titles(chat), ["Bob, Cy", "General", "Ops"]);
  // What was said in Ops is unread.
  assertEquals(tab.title, "(1) Bob, Cy · Confab");
});

Deno.test("a conversation follows its people's names", async () => {
  await using it = await open();
  await it.chat.openDirect([CY.id]);
  it.server.broker.publish({ type: "account.changed", account: { ...CY, name: "Cyrus" } });
  await it.server.pass(1_000);
  assertEquals(it.chat.room.value.info.value.title, "Cyrus");
});

Deno.test("a search gives everybody but oneself, and says when there is no connection", async () => {
  await using it = await open();
  const found = await it.chat.findUsers("");
  assertEquals(found.ok && found.value.map((user) => user.name), ["Bob", "Cy", "Olga"]);
  it.tab.disconnect();
  const lost = await it.chat.findUsers("");
  const offline = "You are offline. Try again when the connection is back.";
  assertEquals(!lost.ok && lost.error.message, offline);
});

Deno.test("a room that can no longer be seen leaves the list, and nothing of it stays on the screen", async () => {
  await using it = await open();
  const { server, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  assertEquals(texts(chat), ["between us"]);
  await server.sendOut(ops, ANN);
  assertEquals(titles(chat), ["General"]);
  assertEquals([problem(chat), chat.room.value.info.value.title], ["forbidden", "Ops"]);
  assertEquals([texts(chat), people(chat), chat.room.value.ready.value], [[], [], false]);
  chat.openAnother();
  assertEquals(chat.room.value.id, "general");
});

Deno.test("the way on from such a room leads neither into an archived one nor back", async () => {
  await using it = await open({ rooms: ["archive", "zoo"] });
  const { server, tab, ops } = it;
  await server.update("archive", { archived: true });
  await server.update("general", { archived: true });
  // The room that the page began with is the one that is lost.
  const chat = await tab.open(ops);
  await server.sendOut(ops, ANN);
  chat.openAnother();
  assertEquals(chat.room.value.id, "zoo");
});

Deno.test("what is open about a room goes with it, and a choice of people stays", async () => {
  await using it = await open();
  const { server, chat, ops } = it;
  const choice = { kind: "direct" as const, people: [CY] };
  chat.show({ kind: "room" });
  chat.open(ops);
  assertEquals(chat.dialog.value, null);
  await server.settle();
  chat.show({ kind: "room" });
  await server.sendOut(ops, ANN);
  assertEquals(chat.dialog.value, null);
  chat.show(choice);
  chat.open("general");
  assertEquals(chat.dialog.value, choice);
});

Deno.test("what waits to be sent to a room that can no longer be seen fails and says so", async () => {
  await using it = await open();
  const { server, tab, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  tab.network.toServer = false;
  chat.room.value.send({ text: "too late" });
  await server.sendOut(ops, ANN);
  assertEquals(failures(chat), ["You can no longer see this room."]);
});

Deno.test("what waits fails as well where the room is not even open", async () => {
  await using it = await open();
  const { server, tab, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  tab.network.toServer = false;
  chat.room.value.send({ text: "too late" });
  chat.open("general");
  await server.sendOut(ops, ANN);
  chat.open(ops);
  assertEquals(failures(chat), ["You can no longer see this room."]);
});

Deno.test("a room that went while its page was cached is gone from it as well", async () => {
  await using it = await open();
  const { server, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  chat.open("general");
  await server.sendOut(ops, ANN);
  chat.open(ops);
  await server.settle();
  assertEquals([texts(chat), problem(chat)], [[], "room_not_found"]);
});

Deno.test("who was sent out of a private room while away is told so after coming back", async () => {
  await using it = await open();
  const { server, tab, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  tab.disconnect();
  await server.sendOut(ops, ANN);
  await server.pass(1_000);
  assertEquals([problem(chat), chat.room.value.info.value.title], ["forbidden", "Ops"]);
});

Deno.test("being let in again opens the room where one stands", async () => {
  await using it = await open();
  const { server, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  await server.sendOut(ops, ANN);
  await server.post(BOB, "come back", ops);
  await server.invite(ops, ANN);
  await server.pass(1_000);
  assertEquals([problem(chat), texts(chat)], [null, ["between us", "come back"]]);
});

Deno.test("whoever leaves for good is taken to another room", async () => {
  await using it = await open();
  const { server, tab, chat, ops } = it;
  chat.open(ops);
  await server.settle();
  assertEquals(await chat.leaveForGood(), { ok: true });
  assertEquals([chat.room.value.id, tab.path()], ["general", "/rooms/general"]);
  assertEquals(server.members(ops).map(({ user }) => user.name), ["Bob", "Olga"]);
});

Deno.test("in an archived room nobody writes, and the page knows it at once", async () => {
  await using it = await open();
  const { readOnly } = it.chat.room.value.settings;
  assertEquals(readOnly.value, null);
  await it.server.update("general", { archived: true });
  assertEquals(readOnly.value, "archived");
});

Deno.test("where only managers write, members are asked for, and who becomes one can write", async () => {
  await using it = await open();
  const { server, chat } = it;
  const { readOnly } = chat.room.value.settings;
  await server.update("general", { posting: "managers" });
  await server.pass(MEMBERS_EVERY_MS);
  assertEquals(readOnly.value, "managers");
  await server.invite("general", ANN, true);
  await server.pass(MEMBERS_EVERY_MS);
  assertEquals(readOnly.value, null);
});

Deno.test("a manager of a room in which only managers write can write from the first moment", async () => {
  await using it = await open();
  const { server } = it;
  await server.update("general", { posting: "managers" });
  await server.invite("general", ANN, true);
  const readOnly = async (tab: TestTab) =>
    tab.start(await tab.seed()).room.value.settings.readOnly.value;
  assertEquals(await readOnly(new TestTab(server)), null);
  assertEquals(await readOnly(new TestTab(server, { user: CY })), "managers");
});

Deno.test("what happens in a room that is coming alive does not take its note away", async () => {
  await using it = await open();
  const { server } = it;
  await server.update("general", { posting: "managers" });
  const tab = new TestTab(server, { user: CY });
  const chat = tab.start(await tab.seed());
  const { settings } = chat.room.value;
  while (chat.connection.value.status !== "online") {
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Before the joining is answered.
  tab.hear({ type: "room", room: chat.room.value.info.value });
  assertEquals(settings.readOnly.value, "managers");
  await server.settle();
  assertEquals(settings.readOnly.value, "managers");
});

Deno.test("who opens a room in which only managers write is told nothing before it is known what they are", async () => {
  await using it = await open({ rooms: ["news"] });
  const { server, chat } = it;
  await server.update("news", { posting: "managers" });
  await server.pass(1_000);
  const opened = async () => {
    chat.open("news");
    const first = chat.room.value.settings.readOnly.value;
    await server.settle();
    const then = chat.room.value.settings.readOnly.value;
    chat.open("general");
    await server.settle();
    return [first, then];
  };
  assertEquals(await opened(), ["unknown", "managers"]);
  await server.invite("news", ANN, true);
  await server.pass(1_000);
  assertEquals(await opened(), ["unknown", null]);
  // Who could write can in all likelihood still.
  await server.update("news", { topic: "it goes on" });
  await server.pass(1_000);
  assertEquals(await opened(), [null, null]);
  assertEquals(server.received("room.members"), []);
});

Deno.test("members are not asked for while nobody looks, and at most once a second while somebody does", async () => {
  await using it = await open();
  const { server, chat } = it;
  const asked = () => server.received("room.members").length;
  await server.update("general", { topic: "before" });
  await server.pass(2 * MEMBERS_EVERY_MS);
  assertEquals(asked(), 0);
  await server.invite("general", CY, true);
  await server.invite("general", BOB, true);
  const { settings } = chat.room.value;
  const stop = settings.watch();
  await server.settle();
  const names = settings.members.value?.map(({ user }) => user.name);
  assertEquals([asked(), names], [1, ["Bob", "Cy"]]);
  for (let count = 0; count < 5; count++) await server.update("general", { topic: `at ${count}` });
  await server.pass(MEMBERS_EVERY_MS);
  assertEquals(asked(), 2);
  stop();
  await server.update("general", { topic: "after" });
  await server.pass(2 * MEMBERS_EVERY_MS);
  assertEquals(asked(), 2);
});

Deno.test("a refusal is told in words for people", async () => {
  await using it = await open();
  const { server, chat } = it;
  const { settings } = chat.room.value;
  const changed = await settings.update({ topic: "mine" });
  const reason = 'Only the managers of "general" may do that.';
  assertEquals(!changed.ok && changed.error.message, reason);
  await server.invite("general", ANN, true);
  const invited = await settings.invite("u_nobody", { manager: false });
  assertEquals(!invited.ok && invited.error.message, "This person has no account here.");
});

Deno.test("what a manager changes stands at once", async () => {
  await using it = await open();
  const { chat } = it;
  await chat.createRoom("Den");
  const outcome = await chat.room.value.settings.update({ title: "Lobby", topic: "Come in" });
  assertEquals(outcome, { ok: true });
  const { title, topic } = chat.room.value.info.value;
  assertEquals([title, topic], ["Lobby", "Come in"]);
});
