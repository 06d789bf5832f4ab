import { assertEquals } from "@std/assert";
import { pending, timeline } from "../support/chat_view.ts";
import { BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

/** The page of a room in which so much was posted. */
async function open(posts: number) {
  const server = await TestServer.open({ rooms: ["news"] });
  await server.postMany(BOB, posts);
  const tab = new TestTab(server);
  const chat = await tab.open();
  const room = chat.room.value;
  return {
    server,
    tab,
    chat,
    room,
    /** The reader goes so far up that the newest messages are no longer loaded. */
    async goUp() {
      room.setFollowing(false);
      for (let page = 0; page < 8; page++) await room.loadOlder();
      assertEquals(room.timeline.value.hasNewer, true);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

Deno.test("history comes page by page into the past, and no page is asked for twice at once", async () => {
  await using it = await open(120);
  const { server, room } = it;
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
  await using it = await open(500);
  for (let page = 0; page < 8; page++) await it.room.loadOlder();
  const { messages, hasNewer } = it.room.timeline.value;
  assertEquals([messages.length, messages.at(-1)!.seq, hasNewer], [450, 500, false]);
});

Deno.test("one's own message is shown even when the end of the log is not loaded", async () => {
  await using it = await open(500);
  await it.goUp();
  it.room.send({ text: "hello" });
  await it.server.settle();
  const { messages, hasNewer } = timeline(it.chat);
  assertEquals([messages.at(-1)!.text, hasNewer, pending(it.chat)], ["hello", false, []]);
});

Deno.test("one's own message written offline far up in the log is shown when it is sent", async () => {
  await using it = await open(500);
  await it.goUp();
  it.tab.disconnect();
  it.room.send({ text: "hello" });
  await it.server.pass(1_000);
  assertEquals(timeline(it.chat).messages.at(-1)!.text, "hello");
});

Deno.test("pages lead back to the end of the log as well", async () => {
  await using it = await open(500);
  await it.goUp();
  for (let page = 0; timeline(it.chat).hasNewer && page < 20; page++) await it.room.loadNewer();
  assertEquals(timeline(it.chat).messages.at(-1)!.seq, 500);
});

Deno.test("a page of history that was lost with the connection comes with the next one", async () => {
  await using it = await open(120);
  const { server, tab, chat, room } = it;
  tab.network.toServer = false;
  const load = room.loadOlder();
  await server.settle();
  tab.disconnect();
  tab.network.toServer = true;
  await server.settle();
  assertEquals(room.loading.value, "older");
  await server.pass(50);
  chat.reconnectNow();
  await load;
  assertEquals([room.timeline.value.messages.length, room.loading.value], [100, null]);
});

Deno.test("a page of history that is wanted before the first connection comes with it", async () => {
  await using it = await open(120);
  const tab = new TestTab(it.server);
  const room = tab.start(await tab.seed()).room.value;
  await room.loadOlder();
  assertEquals(room.timeline.value.messages.length, 100);
});

Deno.test("a page of history that is refused for good is given up", async () => {
  await using it = await open(120);
  it.server.storage = "broken";
  await it.room.loadOlder();
  const { messages, aside } = it.room.timeline.value;
  assertEquals([messages.length, aside, it.room.loading.value], [50, null, null]);
});

Deno.test("a page of history that storage cannot give now is asked for again", async () => {
  await using it = await open(120);
  const { server, room } = it;
  server.storage = "down";
  const load = room.loadOlder();
  await server.settle();
  assertEquals(room.loading.value, "older");
  server.storage = "up";
  await server.pass(1_000);
  await load;
  assertEquals(room.timeline.value.messages.length, 100);
});

Deno.test("a page of history that is on its way when another room is opened does no harm", async () => {
  await using it = await open(120);
  const { server, chat, room } = it;
  const load = room.loadOlder();
  chat.open("news");
  await load;
  await server.settle();
  assertEquals([room.timeline.value.messages.length, room.loading.value], [50, null]);
});
