import { assertEquals } from "@std/assert";
import { TestServer } from "../support/test_server.ts";
import { newProfile, TestTab } from "../support/test_tab.ts";

Deno.test("what is written and not sent is there after a switch of rooms, a reload and a crash", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const profile = newProfile();
  const chat = await new TestTab(server, { profile }).open();
  chat.room.value.draft = "half a thought";
  chat.open("news");
  assertEquals(chat.room.value.draft, "");
  chat.room.value.draft = "half a headline";
  chat.open("general");
  assertEquals(chat.room.value.draft, "half a thought");
  await server.pass(300);
  // Not closed: the tab is gone without a word.
  const next = await new TestTab(server, { profile }).open();
  assertEquals(next.room.value.draft, "half a thought");
  next.open("news");
  assertEquals(next.room.value.draft, "half a headline");
});

Deno.test("a reload right after a key press keeps what it wrote", async () => {
  await using server = await TestServer.open();
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  (await tab.open()).room.value.draft = "half a thought";
  tab.events.hidden();
  const next = await new TestTab(server, { profile }).open();
  assertEquals(next.room.value.draft, "half a thought");
});
