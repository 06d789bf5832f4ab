import { assertEquals } from "@std/assert";
import type { LocalChat } from "../../client/chat.ts";
import { failureOf } from "../../client/outgoing/outgoing_item.ts";
import { MEMBERS_EVERY_MS } from "../../client/rooms/local_settings.ts";
import type { User } from "../../protocol/entities.ts";
import { fail } from "../../protocol/errors.ts";
import { ChatServer, refuse } from "./support/chat_server.ts";
import { FakeTab } from "./support/fake_browser.ts";
import { settle } from "./support/fake_socket.ts";
import { ANN, BOB } from "./support/log_model.ts";

const CY: User = { id: "u-cy", name: "Cy" };
const titles = (chat: LocalChat) => chat.rooms.value.map((room) => room.title);
const messages = (chat: LocalChat) => chat.room.value.timeline.value.messages;

async function open(...rooms: string[]) {
  const server = new ChatServer("general", ...rooms);
  server.accounts = [{ id: ANN.id, name: ANN.name }, { id: BOB.id, name: BOB.name }, CY];
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  return { server, tab, chat };
}

Deno.test("a private room is opened under the id that the server gave it", async () => {
  const { server, tab, chat } = await open();
  assertEquals(await chat.createRoom("Board", { private: true }), { ok: true });
  assertEquals([chat.room.value.id, tab.path()], ["board-7f3a", "/rooms/board-7f3a"]);
  assertEquals(chat.room.value.info.value.kind, "private");
  assertEquals(server.received("room.create")[0]!.private, true);
  // Its title needs nothing that an address could be made of.
  assertEquals(await chat.createRoom("理事会", { private: true }), { ok: true });
  assertEquals(server.received("room.create")[1]!.id, "room");
});

Deno.test("a direct conversation is opened in place and goes by the names of the others", async () => {
  const { tab, chat } = await open();
  assertEquals(await chat.openDirect([CY.id, BOB.id]), { ok: true });
  assertEquals(tab.path(), "/rooms/direct-u-ann-u-bob-u-cy");
  assertEquals([chat.room.value.info.value.title, titles(chat)], ["Bob, Cy", [
    "Bob, Cy",
    "General",
  ]]);
  assertEquals(tab.title, "Bob, Cy · Confab");
});

Deno.test("a conversation follows its people's names", async () => {
  const { server, chat } = await open();
  await chat.openDirect([CY.id]);
  server.change(chat.room.value.id, { members: [ANN, { ...CY, name: "Cyrus" }] });
  await settle();
  assertEquals(chat.room.value.info.value.title, "Cyrus");
});

Deno.test("a search gives everybody but oneself, and says when there is no connection", async () => {
  const { tab, chat } = await open();
  const found = await chat.findUsers("");
  assertEquals(found.ok && found.value.map((user) => user.name), ["Bob", "Cy"]);
  tab.disconnect();
  const lost = await chat.findUsers("");
  assertEquals(
    !lost.ok && lost.error.message,
    "You are offline. Try again when the connection is back.",
  );
});

Deno.test("a room that can no longer be seen leaves the list, and nothing of it stays on the screen", async () => {
  const { server, chat } = await open("ops");
  server.post(BOB, "ops");
  chat.open("ops");
  await settle();
  assertEquals(messages(chat).length, 1);
  server.hide("ops");
  await settle();
  assertEquals(titles(chat), ["General"]);
  const room = chat.room.value;
  assertEquals([room.problem.value?.code, room.info.value.title], ["forbidden", "Ops"]);
  assertEquals([messages(chat), room.people.value, room.ready.value], [[], [], false]);
  chat.openAnother();
  assertEquals(chat.room.value.id, "general");
});

Deno.test("the way on from such a room leads neither into an archived one nor back", async () => {
  const { server, chat } = await open("archive", "ops", "zoo");
  server.change("archive", { archived: true });
  chat.open("ops");
  server.hide("general");
  server.hide("ops");
  await settle();
  chat.openAnother();
  assertEquals(chat.room.value.id, "zoo");
});

Deno.test("what is open about a room goes with it, and a choice of people stays", async () => {
  const { server, chat } = await open("ops");
  const choice = { kind: "direct" as const, people: [CY] };
  chat.show({ kind: "room" });
  chat.open("ops");
  assertEquals(chat.dialog.value, null);
  chat.show({ kind: "room" });
  server.hide("ops");
  await settle();
  assertEquals(chat.dialog.value, null);
  chat.show(choice);
  chat.open("general");
  assertEquals(chat.dialog.value, choice);
});

Deno.test("what waits to be sent to a room that can no longer be seen fails and says so", async () => {
  const { server, chat } = await open("ops");
  chat.open("ops");
  await settle();
  server.fault = ({ type }) => type === "message.send" ? "lose" : null;
  chat.room.value.send({ text: "too late" });
  server.hide("ops");
  await settle();
  const [message] = chat.room.value.pending.value;
  assertEquals(failureOf(message!), "You can no longer see this room.");
});

Deno.test("a room that went while its page was cached is gone from it as well", async () => {
  const { server, chat } = await open("ops");
  server.post(BOB, "ops");
  chat.open("ops");
  await settle();
  chat.open("general");
  server.hide("ops");
  await settle();
  chat.open("ops");
  await settle();
  assertEquals([messages(chat), chat.room.value.problem.value?.code], [[], "room_not_found"]);
});

Deno.test("who was sent out of a private room while away is told so after coming back", async () => {
  const { server, tab, chat } = await open("ops");
  server.change("ops", { kind: "private" });
  chat.open("ops");
  await settle();
  tab.disconnect();
  server.logs.delete("ops");
  await tab.pass(1_000);
  assertEquals(chat.room.value.problem.value?.code, "forbidden");
  assertEquals(chat.room.value.info.value.title, "Ops");
});

Deno.test("being let in again opens the room where one stands", async () => {
  const { server, chat } = await open("ops");
  chat.open("ops");
  await settle();
  const log = server.log("ops");
  server.hide("ops");
  await settle();
  server.logs.set("ops", log);
  server.post(BOB, "ops");
  server.change("ops", { kind: "private" });
  await settle();
  assertEquals([chat.room.value.problem.value, messages(chat).length], [null, 1]);
});

Deno.test("whoever leaves for good is taken to another room", async () => {
  const { server, tab, chat } = await open("ops");
  chat.open("ops");
  await settle();
  assertEquals(await chat.leaveForGood(), { ok: true });
  assertEquals([chat.room.value.id, tab.path()], ["general", "/rooms/general"]);
  assertEquals(server.received("room.remove")[0]!.user, ANN.id);
});

Deno.test("in an archived room nobody writes, and the page knows it at once", async () => {
  const { server, chat } = await open();
  const { readOnly } = chat.room.value.settings;
  assertEquals(readOnly.value, null);
  server.change("general", { archived: true });
  await settle();
  assertEquals(readOnly.value, "archived");
});

Deno.test("where only managers write, members are asked for, and who becomes one can write", async () => {
  const { server, tab, chat } = await open();
  const { readOnly } = chat.room.value.settings;
  server.change("general", { posting: "managers" });
  await tab.pass(MEMBERS_EVERY_MS);
  assertEquals(readOnly.value, "managers");
  server.members.set("general", [{ user: ANN, manager: true }]);
  server.change("general", {});
  await tab.pass(MEMBERS_EVERY_MS);
  assertEquals(readOnly.value, null);
});

Deno.test("members are not asked for while nobody looks, and at most once a second while somebody does", async () => {
  const { server, tab, chat } = await open();
  const asked = () => server.received("room.members").length;
  server.change("general", {});
  await tab.pass(2 * MEMBERS_EVERY_MS);
  assertEquals(asked(), 0);
  server.members.set("general", [{ user: CY, manager: false }, { user: BOB, manager: true }]);
  const stop = chat.room.value.settings.watch();
  await settle();
  const names = chat.room.value.settings.members.value?.map(({ user }) => user.name);
  assertEquals([asked(), names], [1, ["Bob", "Cy"]]);
  for (let count = 0; count < 5; count++) server.change("general", { topic: `topic ${count}` });
  await tab.pass(MEMBERS_EVERY_MS);
  assertEquals(asked(), 2);
  stop();
  server.change("general", {});
  await tab.pass(2 * MEMBERS_EVERY_MS);
  assertEquals(asked(), 2);
});

Deno.test("a refusal is told in words for people", async () => {
  const { server, chat } = await open();
  const { settings } = chat.room.value;
  server.fault = () => refuse("user_not_found");
  const invited = await settings.invite("u-x", { manager: false });
  assertEquals(!invited.ok && invited.error.message, "This person has no account here.");
  const { error } = fail("forbidden", 'Only the managers of "general" may do that');
  server.fault = () => ({ type: "reply", ref: "", ok: false, error });
  const changed = await settings.update({ topic: "mine" });
  assertEquals(!changed.ok && changed.error.message, `${error.message}.`);
});

Deno.test("what a manager changes stands at once", async () => {
  const { chat } = await open();
  const outcome = await chat.room.value.settings.update({ title: "Lobby", topic: "Come in" });
  assertEquals(outcome, { ok: true });
  const { title, topic } = chat.room.value.info.value;
  assertEquals([title, topic], ["Lobby", "Come in"]);
});

Deno.test("one's own new name and role are there at once, also on what one wrote", async () => {
  const { server, tab, chat } = await open();
  server.post(ANN);
  await settle();
  for (const peer of server.peers) {
    peer.say({ type: "account", user: { ...ANN, name: "Anna", role: "admin" } });
  }
  assertEquals([chat.me.value.name, chat.me.value.role], ["Anna", "admin"]);
  assertEquals(messages(chat)[0]!.user.name, "Anna");
  // A welcome says it too, to who was away.
  tab.disconnect();
  await tab.pass(1_000);
  assertEquals(chat.me.value.name, "Ann");
});

Deno.test("somebody's new name shows among the people and on what they wrote, in all rooms", async () => {
  const { server, chat } = await open("ops");
  server.post(BOB, "ops");
  chat.open("ops");
  await settle();
  chat.open("general");
  await settle();
  const bobby = { id: BOB.id, name: "Bobby" };
  server.tell("general", {
    type: "presence",
    room: "general",
    joined: [],
    left: [],
    renamed: [bobby],
    online: 2,
  });
  assertEquals(chat.room.value.people.value.map((user) => user.name), ["Ann", "Bobby"]);
  chat.open("ops");
  assertEquals(messages(chat)[0]!.user.name, "Bobby");
});
