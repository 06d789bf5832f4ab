import { assertEquals, assertMatch } from "@std/assert";
import { failures, pending, texts } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

Deno.test("a message is pending until the server has it, and shown once", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.room.value.send({ text: "hello" });
  assertEquals([texts(chat), pending(chat)], [[], ["hello"]]);
  await server.settle();
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("an answer names the message it answers, for everybody", async () => {
  await using server = await TestServer.open();
  await server.post(BOB, "shall we?");
  const chat = await new TestTab(server).open();
  chat.room.value.send({ text: "yes", replyTo: 1 });
  await server.settle();
  assertEquals((await server.log()).at(-1)!.replyTo, 1);
});

Deno.test("what is written offline is sent once, in order, when the connection is back", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  tab.disconnect();
  ["one", "two", "three"].forEach((text) => chat.room.value.send({ text }));
  assertEquals(pending(chat), ["one", "two", "three"]);
  await server.pass(1_000);
  assertEquals([texts(chat), pending(chat)], [["one", "two", "three"], []]);
  assertEquals(server.received("message.send").length, 3);
});

Deno.test("a message whose acknowledgement was lost is sent again with its id, and stands there once", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  tab.network.toClient = false;
  chat.room.value.send({ text: "hello" });
  await server.settle();
  tab.disconnect();
  tab.network.toClient = true;
  assertEquals([texts(chat), pending(chat)], [[], ["hello"]]);
  await server.pass(1_000);
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
  const ids = server.received("message.send").map((one) => one.id);
  assertEquals([ids.length, new Set(ids).size], [2, 1]);
  assertEquals(await server.texts(), ["hello"]);
});

Deno.test("a message that never reached the server is sent again when its answer has not come", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  tab.setOnline(false);
  chat.room.value.send({ text: "hello" });
  await server.pass(1_000);
  tab.setOnline(true);
  await server.pass(20_000);
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("a refused message says why, and can be tried again or taken back", async () => {
  await using server = await TestServer.open();
  const room = await server.makeRoom("ops");
  const tab = new TestTab(server);
  const chat = await tab.open(room);
  const { value } = chat.room;
  // The page does not hear of it in time.
  tab.network.toClient = false;
  await server.update(room, { archived: true });
  tab.network.toClient = true;
  value.send({ text: "hello" });
  value.send({ text: "again" });
  await server.settle();
  assertEquals(failures(chat), ["This room is read-only.", "This room is read-only."]);
  const [first, second] = value.pending.value;
  assertEquals(value.discard(second!.id), "again");
  await server.update(room, { archived: false });
  value.retry(first!.id);
  await server.settle();
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("a message that storage could not take stays pending and is sent later", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  server.storage = "down";
  chat.room.value.send({ text: "hello" });
  await server.pass(5_000);
  assertEquals([pending(chat), failures(chat)], [["hello"], [null]]);
  server.storage = "up";
  await server.pass(15_000);
  assertEquals([texts(chat), pending(chat)], [["hello"], []]);
});

Deno.test("what is put off keeps its place, and then several messages go in one frame again", async () => {
  await using server = await TestServer.open();
  const tab = new TestTab(server);
  const chat = await tab.open();
  const write = (from: number, to: number) => {
    for (let count = from; count < to; count++) chat.room.value.send({ text: `line ${count}` });
  };
  server.storage = "down";
  tab.disconnect();
  write(0, 5);
  await server.pass(1_000);
  server.storage = "up";
  await server.pass(10_000);
  write(5, 10);
  await server.settle();
  assertEquals(texts(chat), Array.from({ length: 10 }, (_, count) => `line ${count}`));
  const sizes = tab.sockets.at(-1)!.frames.map((frame) => frame.split('"message.send"').length - 1);
  // All were put off, then one at a time until it was taken: with its reply and its event in one frame.
  assertMatch(sizes.filter((size) => size > 0).join(" "), /^5( 1)+ 4 1 4$/);
});

Deno.test("a backlog goes out in order at the pace that the server allows", async () => {
  await using server = await TestServer.open({
    limits: { messageBurst: 5, messagesPerSecond: 10 },
  });
  const chat = await new TestTab(server).open();
  for (let count = 0; count < 12; count++) chat.room.value.send({ text: `line ${count}` });
  await server.settle();
  assertEquals(server.received("message.send").length, 5);
  await server.pass(2_000);
  assertEquals(texts(chat), Array.from({ length: 12 }, (_, count) => `line ${count}`));
});

Deno.test("a backlog keeps its order also where another device of the same person uses up the rate", async () => {
  await using server = await TestServer.open({
    limits: { messageBurst: 5, messagesPerSecond: 10 },
  });
  const chat = await new TestTab(server).open();
  await server.postMany(ANN, 3);
  for (let count = 0; count < 12; count++) chat.room.value.send({ text: `line ${count}` });
  await server.pass(5_000);
  const own = texts(chat).filter((text) => text.startsWith("line"));
  assertEquals(own, Array.from({ length: 12 }, (_, count) => `line ${count}`));
});

Deno.test("messages that are on their way when another room is opened arrive all the same", async () => {
  await using server = await TestServer.open({ rooms: ["news"] });
  const tab = new TestTab(server);
  const chat = await tab.open();
  const general = chat.room.value;
  tab.disconnect();
  general.send({ text: "parting words" });
  chat.open("news");
  await server.pass(1_000);
  assertEquals(await server.texts("general"), ["parting words"]);
  await server.pass(10_000);
  assertEquals([server.isWatched("general"), server.isWatched("news")], [false, true]);
  chat.open("general");
  // Shown before the room is joined again.
  assertEquals(pending(chat), ["parting words"]);
  await server.settle();
  assertEquals([texts(chat), pending(chat)], [["parting words"], []]);
});

Deno.test("text that the server would refuse for a character nobody sees is sent without it", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  chat.room.value.send({ text: "a\0b\ud800c" });
  chat.room.value.send({ text: " \n " });
  chat.room.value.send({ text: "one\r\ntwo\rthree\x07\tfour" });
  await server.settle();
  assertEquals(texts(chat), ["ab\ufffdc", "one\ntwo\nthree\tfour"]);
  assertEquals(pending(chat), []);
});
