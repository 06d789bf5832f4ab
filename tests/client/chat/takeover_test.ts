import { assertEquals } from "@std/assert";
import { pending, texts } from "../support/chat_view.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, TestTab } from "../support/test_tab.ts";

Deno.test("unsent messages survive a crash, go out from the next page, and once", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const before = await tab.open();
  tab.setOnline(false);
  before.room.value.send({ text: "one" });
  before.room.value.send({ text: "two" });
  await server.settle();
  tab.crash(before);
  const after = await new TestTab(server, { profile }).open();
  assertEquals([texts(after), pending(after)], [["one", "two"], []]);
  const third = await new TestTab(server, { profile }).open();
  assertEquals([texts(third), pending(third)], [["one", "two"], []]);
});

Deno.test("a tab that is open takes over what another one leaves when it crashes", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const before = await tab.open();
  tab.setOnline(false);
  before.room.value.send({ text: "last words" });
  await server.settle();
  const other = await new TestTab(server, { profile }).open();
  assertEquals(pending(other), []);
  tab.crash(before);
  await server.settle();
  assertEquals([texts(other), pending(other)], [["last words"], []]);
});

Deno.test("what was taken back does not return with the next page", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const before = await tab.open();
  tab.setOnline(false);
  before.room.value.send({ text: "never mind" });
  before.room.value.discard(before.room.value.pending.value[0]!.id);
  await server.settle();
  tab.crash(before);
  const after = await new TestTab(server, { profile }).open();
  assertEquals([texts(after), pending(after)], [[], []]);
});

Deno.test("a page that opens offline shows what is still to be sent", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const before = await tab.open();
  tab.setOnline(false);
  before.room.value.send({ text: "later" });
  await server.settle();
  tab.crash(before);
  const offline = new TestTab(server, { profile });
  offline.setOnline(false);
  const after = await offline.open();
  assertEquals(pending(after), ["later"]);
});

Deno.test("unsent messages of a room that is not open are sent without opening it", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const before = await tab.open("news");
  tab.setOnline(false);
  before.room.value.send({ text: "late news" });
  await server.settle();
  tab.crash(before);
  await server.pass(10_000);
  const after = await new TestTab(server, { profile }).open("general");
  assertEquals(await server.texts("news"), ["late news"]);
  assertEquals([after.room.value.id, server.isWatched("news")], ["general", false]);
});

Deno.test("without locks two tabs send each other's messages, and each is in the log once", async () => {
  await using server = await TestServer.open();
  const profile = newProfile(null);
  const one = new TestTab(server, { profile });
  const chat = await one.open();
  one.disconnect();
  chat.room.value.send({ text: "hello" });
  await server.settle();
  const other = new TestTab(server, { profile });
  other.setOnline(false);
  const second = await other.open();
  assertEquals(pending(second), ["hello"]);
  await server.pass(1_000);
  assertEquals([server.received("message.send").length, texts(chat)], [1, ["hello"]]);
  other.setOnline(true);
  await server.pass(20_000);
  assertEquals([texts(second), pending(second)], [["hello"], []]);
  assertEquals(await server.texts(), ["hello"]);
});
