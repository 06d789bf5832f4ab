import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { people, texts, timeline } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { TestTab } from "../support/test_tab.ts";

/** The hub collects who comes and goes for less than this, in milliseconds. */
const TOLD_MS = 500;

Deno.test("who of the room comes online and goes is in the list, and who comes in and leaves for good, oneself apart, in the log", async () => {
  await using server = await TestServer.open();
  const chat = await new TestTab(server).open();
  const room = chat.room.value;
  await server.pass(TOLD_MS);
  await server.as(BOB).must({ type: "room.join", room: "general" });
  await server.pass(TOLD_MS);
  assertEquals(people(chat), ["Ann", "Bob"]);
  const told = () =>
    timeline(chat).notices.map(({ joined, left }) => [
      joined.map((user) => user.name),
      left.map((user) => user.name),
    ]);
  assertEquals(told(), [[["Bob"], []]]);
  const counts = () => [room.info.value.online, room.info.value.people];
  for (const type of ["room.leave", "room.join", "room.leave"]) {
    await server.as(BOB).must({ type, room: "general" });
    await server.pass(TOLD_MS);
    assertEquals(
      [people(chat), counts()],
      [["Ann", "Bob"], [2, 2]],
      "looking is nobody's business",
    );
  }
  server.go(BOB);
  await server.pass(TOLD_MS);
  assertEquals([people(chat), counts()], [["Ann"], [1, 2]]);
  assertEquals(told(), [[["Bob"], []]]);
  const again = server.as(BOB);
  await server.pass(TOLD_MS);
  assertEquals([people(chat), counts()], [["Ann", "Bob"], [2, 2]]);
  await again.must({ type: "room.leave", room: "general", forGood: true });
  await server.pass(TOLD_MS);
  assertEquals([people(chat), counts()], [["Ann"], [1, 1]]);
  assertEquals(told(), [[["Bob"], []], [[], ["Bob"]]]);
});

Deno.test("who is typing shows without oneself, until they have written or some seconds pass", async () => {
  await using server = await TestServer.open();
  const room = (await new TestTab(server).open()).room.value;
  for (const user of [BOB, ANN]) {
    await server.as(user).must({ type: "room.join", room: "general" });
  }
  const type = async () => {
    for (const user of [BOB, ANN]) {
      server.as(user).connection.receive('{"type":"typing","room":"general"}');
    }
    await server.settle();
    await server.pass(DEFAULT_LIMITS.typingWindowMs);
  };
  await type();
  assertEquals(room.typing.value.map((user) => user.name), ["Bob"]);
  await server.post(BOB);
  assertEquals(room.typing.value, []);
  await type();
  await server.pass(6_000);
  assertEquals(room.typing.value, []);
});

Deno.test("the others are told of typing now and then, not at every key", async () => {
  await using server = await TestServer.open();
  const room = (await new TestTab(server).open()).room.value;
  for (let key = 0; key < 40; key++) {
    room.startTyping();
    await server.pass(100);
  }
  assertEquals(server.received("typing").length, 2);
});

Deno.test("one's own new name and role are there at once, also on what one wrote", async () => {
  await using server = await TestServer.open();
  await server.post(ANN);
  const tab = new TestTab(server);
  const chat = await tab.open();
  const account = { ...ANN, name: "Anna", role: "admin" } as const;
  server.broker.publish({ type: "account.changed", account });
  await server.settle();
  assertEquals([chat.me.value.name, chat.me.value.role], ["Anna", "admin"]);
  assertEquals(timeline(chat).messages[0]!.user.name, "Anna");
  // A welcome says it too, to who was away.
  tab.disconnect();
  await server.pass(1_000);
  assertEquals(chat.me.value.name, "Ann");
});

Deno.test("somebody's new name shows among the people and on what they wrote, in all rooms", async () => {
  await using server = await TestServer.open({ rooms: ["ops"] });
  await server.post(BOB, "text 1", "ops");
  const chat = await new TestTab(server).open("ops");
  chat.open("general");
  await server.as(BOB).must({ type: "room.join", room: "general" });
  await server.pass(TOLD_MS);
  server.broker.publish({ type: "account.changed", account: { ...BOB, name: "Bobby" } });
  await server.pass(TOLD_MS);
  assertEquals(people(chat), ["Ann", "Bobby"]);
  chat.open("ops");
  assertEquals([timeline(chat).messages[0]!.user.name, texts(chat)], ["Bobby", ["text 1"]]);
});
