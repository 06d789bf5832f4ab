import { effect } from "@preact/signals";
import { assertEquals } from "@std/assert";
import type { Browser } from "../../client/browser.ts";
import { LocalChat } from "../../client/chat.ts";
import { systemClock } from "../../client/clock.ts";
import { memoryStore } from "../../client/outgoing/outgoing_store.ts";
import type { Account, RoomInfo } from "../../protocol/entities.ts";
import { PROTOCOL } from "../../protocol/events.ts";
import { openHub } from "../support/open_hub.ts";
import { FakeStorage } from "./support/fake_storage.ts";
import { HubServer } from "./support/hub_server.ts";
import { ANN, BOB } from "./support/log_model.ts";

/** A chat on a real socket. It reconnects without waiting. */
function open(server: HubServer, user: Account): LocalChat {
  let ids = 0;
  const browser: Browser = {
    clock: systemClock,
    random: () => 0,
    newId: () => `${user.id}-${++ids}`,
    openSocket: () => new WebSocket(server.url(user), PROTOCOL),
    storage: new FakeStorage(),
    outgoingStore: memoryStore(),
    locks: null,
    isVisible: () => true,
    path: () => "/rooms/general",
    pushPath() {},
    setTitle() {},
    setLook() {},
    noteRoom() {},
    leave() {},
    listen() {},
  };
  const room: RoomInfo = {
    id: "general",
    title: "General",
    topic: "",
    version: 0,
    lastSeq: 0,
    posts: 0,
    online: 0,
    people: 0,
    kind: "public",
    archived: false,
    posting: "everyone",
  };
  const page = { epoch: server.epoch, messages: [], version: 0, more: false };
  const chat = new LocalChat(
    {
      server: "Confab",
      me: user,
      rooms: [room],
      room,
      page,
      people: [],
      manager: false,
      maker: false,
    },
    browser,
  );
  chat.start();
  return chat;
}

/** Resolves as soon as what the signals tell makes it true. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (condition()) queueMicrotask(() => (stop(), resolve()));
    });
  });
}

const texts = (chat: LocalChat) => chat.room.value.timeline.value.messages.map((one) => one.text);
const pending = (chat: LocalChat) => chat.room.value.pending.value.length;
const isOnline = (chat: LocalChat) => chat.connection.value.status === "online";

Deno.test("over real sockets a broken connection costs no message, doubles none and misses none", async () => {
  await using open_ = await openHub();
  const server = new HubServer(open_.hub);
  const ann = open(server, ANN);
  const bob = open(server, BOB);
  await until(() => isOnline(ann) && isOnline(bob));

  ann.room.value.send({ text: "one" });
  await until(() => texts(ann).length === 1 && texts(bob).length === 1);

  // The server takes these, but nobody hears that it did.
  server.isMute = true;
  ann.room.value.send({ text: "two" });
  bob.room.value.send({ text: "three" });
  while ((await open_.store.snapshot("general", 50))!.version < 3) await open_.store.rooms();
  server.disconnect(1013);
  await until(() => !isOnline(ann) && !isOnline(bob));
  ann.room.value.send({ text: "four" });
  server.isMute = false;

  const isComplete = (chat: LocalChat) => texts(chat).length === 4 && pending(chat) === 0;
  await until(() => isComplete(ann) && isComplete(bob));
  const { messages } = (await open_.store.snapshot("general", 50))!;
  assertEquals(ann.room.value.timeline.value.messages, messages);
  assertEquals(bob.room.value.timeline.value.messages, messages);
  assertEquals(texts(ann).toSorted(), ["four", "one", "three", "two"]);

  ann.stop();
  bob.stop();
  await server.stop();
});

Deno.test("over real sockets a room is made, opened, talked in and found in the other's list", async () => {
  await using open_ = await openHub();
  const server = new HubServer(open_.hub);
  const ann = open(server, ANN);
  const bob = open(server, BOB);
  await until(() => isOnline(ann) && isOnline(bob));
  assertEquals(await ann.createRoom("Design & Ops"), { ok: true });
  await until(() => ann.room.value.ready.value);
  ann.room.value.send({ text: "first" });
  await until(() => texts(ann).length === 1);
  // The hub tells of changed rooms once its clock says so.
  open_.clock.advance(1_000);
  await until(() => bob.rooms.value.some((room) => room.id === "design-ops"));
  bob.open("design-ops");
  await until(() => texts(bob).length === 1);
  assertEquals(bob.room.value.info.value.title, "Design & Ops");
  const people = () => ann.room.value.people.online.value.map((user) => user.name);
  open_.clock.advance(1_000);
  await until(() => people().length === 2);
  assertEquals(people(), ["Ann", "Bob"]);

  ann.stop();
  bob.stop();
  await server.stop();
});

Deno.test("over real sockets nobody is told that somebody joined whom they found in the room", async () => {
  await using open_ = await openHub();
  const server = new HubServer(open_.hub);
  const bob = open(server, BOB);
  await until(() => bob.room.value.people.online.value.length === 1);
  const ann = open(server, ANN);
  await until(() => ann.room.value.people.online.value.length === 2);
  // Now the hub tells both who has come.
  open_.clock.advance(1_000);
  await until(() => bob.room.value.people.online.value.length === 2);
  ann.room.value.send({ text: "hello" });
  await until(() => texts(ann).length === 1);
  const joined = (chat: LocalChat) =>
    chat.room.value.timeline.value.notices.flatMap((notice) =>
      notice.joined.map(({ name }) => name)
    );
  assertEquals({ ann: joined(ann), bob: joined(bob) }, { ann: [], bob: ["Ann"] });

  ann.stop();
  bob.stop();
  await server.stop();
});
