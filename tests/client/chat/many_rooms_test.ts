import { assertEquals } from "@std/assert";
import { titles, unread } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, TestTab } from "../support/test_tab.ts";

/** A server with more rooms than a page of them has: five here. */

const limits = { maxPageSize: 5, roomBurst: 1_000 };
const MANY = Array.from({ length: 12 }, (_, i) => `many-${i + 10}`);

/** A tab as its page begins: with the open room and nothing else. */
async function openTab(server: TestServer, profile = newProfile()) {
  const tab = new TestTab(server, { profile });
  const seed = await tab.seed();
  const chat = tab.start({ ...seed, rooms: [seed.room] });
  await server.settle();
  return { tab, chat, profile };
}

Deno.test("one's own rooms are there among many others, and so is the first page of these", async () => {
  await using server = await TestServer.open({ rooms: MANY, limits });
  const zoo = await server.makeRoom("zoo", { private: true });
  for (const user of [ANN, BOB]) await server.invite(zoo, user);
  await server.post(BOB, "long ago", "many-10");
  await server.post(BOB, "long ago", zoo);
  const { chat } = await openTab(server);
  assertEquals(titles(chat), ["General", ...MANY.slice(0, 4).map(title), "Zoo"]);
  assertEquals([unread(chat, "many-10"), unread(chat, zoo)], [0, 1]);
  await server.post(BOB, "now", zoo);
  await server.pass(1_000);
  assertEquals(unread(chat, zoo), 2);
});

Deno.test("a room that was opened before is there at the next visit, and tells what is unread", async () => {
  await using server = await TestServer.open({ rooms: MANY, limits });
  const first = await openTab(server);
  first.chat.open("many-20");
  await server.settle();
  first.chat.stop();
  await server.post(BOB, "since then", "many-20");
  const { chat } = await openTab(server, first.profile);
  assertEquals(titles(chat).includes("Many-20"), true);
  assertEquals([unread(chat, "many-20"), unread(chat, "many-10")], [1, 0]);
});

Deno.test("what happens in rooms that are on no page and were never opened is no news, and takes no place", async () => {
  await using server = await TestServer.open({ rooms: MANY, limits });
  const { chat } = await openTab(server);
  chat.open("many-10");
  await server.settle();
  chat.open("general");
  const before = titles(chat);
  await server.post(BOB, "far away", "many-20");
  await server.makeRoom("many-99");
  await server.pass(1_000);
  assertEquals(titles(chat), before);
  await server.post(BOB, "on the page", "many-10");
  await server.pass(1_000);
  assertEquals(unread(chat, "many-10"), 1);
  // Whoever opens one of them has it from then on.
  chat.open("many-20");
  await server.settle();
  assertEquals(titles(chat), [...before, "Many-20"]);
  assertEquals(unread(chat, "many-20"), 0);
});

Deno.test("after a while without a connection rooms that went are gone, and those one was let into are there", async () => {
  await using server = await TestServer.open({ rooms: MANY, limits });
  const zoo = await server.makeRoom("zoo", { private: true });
  await server.invite(zoo, ANN);
  const yard = await server.makeRoom("yard", { private: true });
  await server.post(BOB, "long ago", "many-14");
  const { tab, chat } = await openTab(server);
  chat.open("many-20");
  await server.settle();
  chat.open("general");
  await server.settle();
  tab.disconnect();
  tab.setOnline(false);
  await server.sendOut(zoo, ANN);
  await server.invite(yard, ANN);
  await server.hub.storedRooms.delete("many-20", null);
  await server.hub.storedRooms.delete("many-10", null);
  tab.setOnline(true);
  await server.pass(30_000);
  const first = ["General", ...MANY.slice(1, 5).map(title)];
  assertEquals(titles(chat), [...first, "Yard"]);
  // It comes onto the page because another went: nobody knows whether it is new.
  assertEquals(unread(chat, "many-14"), 0);
});

Deno.test("rooms that are not known here are found by a search, and one of them by its id or title", async () => {
  await using server = await TestServer.open({ rooms: MANY, limits });
  const { chat } = await openTab(server);
  const found = await chat.searchRooms("MANY-2");
  assertEquals(found.ok && [found.value.rooms.map(({ id }) => id), found.value.more], [
    ["many-20", "many-21"],
    false,
  ]);
  const idOf = async (wanted: string) => {
    const room = await chat.findRoom(wanted);
    return room.ok && room.value?.id;
  };
  assertEquals(await idOf("many-21"), "many-21");
  assertEquals(await idOf("MANY-21"), "many-21");
  assertEquals(await idOf("many-2"), undefined);
});

function title(id: string): string {
  return id[0]!.toUpperCase() + id.slice(1);
}
