import { assertEquals } from "@std/assert";
import { failures, people, titles } from "../support/chat_view.ts";
import { BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

/** Rooms in which nothing was ever posted, and how they go. */

Deno.test("who deletes the room they made is taken to another, and the room leaves the list", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  await chat.createRoom("Mistake");
  await server.settle();
  assertEquals(chat.room.value.settings.deletes.value, true);
  chat.show({ kind: "room" });
  assertEquals(await chat.deleteRoom(), { ok: true });
  await server.settle();
  assertEquals([chat.room.value.id, tab.path()], ["general", "/rooms/general"]);
  assertEquals([titles(chat), chat.dialog.value], [["General"], null]);
});

Deno.test("a room can be deleted by who made it until something is posted in it, and the room that is always there never", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  assertEquals(chat.room.value.settings.deletes.value, false);
  await chat.createRoom("News");
  await server.settle();
  // Known to the page that the server renders, too.
  const another = await tab.open("news");
  assertEquals(another.room.value.settings.deletes.value, true);
  await server.post(BOB, "hello", "news");
  await server.pass(1_000);
  assertEquals(chat.room.value.settings.deletes.value, false);
  const outcome = await chat.deleteRoom();
  assertEquals(
    !outcome.ok && outcome.error.message,
    'The room "news" is not empty: where anything was ever posted it can be archived.',
  );
  assertEquals(chat.room.value.id, "news");
});

Deno.test("a tab on a room that somebody deletes says so, keeps what was not sent, and leads on", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const tab = new TestTab(server);
  const chat = await tab.open();
  chat.open("news");
  await server.settle();
  tab.network.toServer = false;
  chat.room.value.send({ text: "too late" });
  await server.hub.storedRooms.delete("news", null);
  await server.settle();
  const { problem } = chat.room.value;
  assertEquals([problem.value?.deleted, problem.value?.message], [true, "This room was deleted."]);
  assertEquals(failures(chat), ["This room does not exist."]);
  assertEquals([people(chat), titles(chat)], [[], ["General"]]);
  chat.openAnother();
  assertEquals(chat.room.value.id, "general");
});

Deno.test("a deleted room that is made again opens where it was shown as deleted", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const chat = await new TestTab(server).open();
  chat.open("news");
  await server.settle();
  await server.hub.storedRooms.delete("news", null);
  await server.settle();
  await server.makeRoom("news");
  await server.pass(1_000);
  assertEquals([chat.room.value.problem.value, server.isWatched("news")], [null, true]);
});
