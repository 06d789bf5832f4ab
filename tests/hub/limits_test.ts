import { assert, assertEquals } from "@std/assert";
import type { Account } from "../../protocol/entities.ts";
import { HERE, openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");

Deno.test("who was admitted but comes too late is told why, and to try again", async () => {
  await using open = await openHub({ limits: { connectionsPerUser: 1 } });
  new Peer(open.hub, { account: ada });
  const second = new Peer(open.hub, { account: ada });
  assertEquals([second.closeCode, second.inbox.all("welcome")], [1013, []]);
  assertEquals((await second.inbox.next("error")).code, "too_many_connections");
  assertEquals(open.hub.connectionCount, 1);
});

Deno.test("one connection too many of a user who signs in is told to try again", async () => {
  await using open = await openHub({ limits: { connectionsPerUser: 1 } });
  await new Peer(open.hub).must({ type: "auth", name: "Ada" });
  const second = new Peer(open.hub);
  assertEquals(await second.refusal({ type: "auth", name: "Ada" }), "too_many_connections");
  assertEquals(second.closeCode, 1013);
});

Deno.test("requests have a rate for each connection", async () => {
  await using open = await openHub({ limits: { requestBurst: 2, requestsPerSecond: 1 } });
  const peer = new Peer(open.hub, { account: ada });
  await peer.must({ type: "room.list" });
  await peer.must({ type: "history.page", room: "general" });
  const refused = await peer.ask({ type: "room.list" });
  assertEquals(!refused.ok && [refused.error.code, refused.error.retryAfterMs], [
    "rate_limited",
    1_000,
  ]);
  await new Peer(open.hub, { account: ada }).must({ type: "room.list" });
  open.clock.advance(1_000);
  await peer.must({ type: "room.list" });
});

Deno.test("a request that comes too fast is refused at once, not after those that wait", async () => {
  const held = Promise.withResolvers<void>();
  await using open = await openHub({
    limits: { requestBurst: 2, requestsPerSecond: 1 },
    wrap: (store) =>
      override(store, {
        async page(...where) {
          await held.promise;
          return await store.page(...where);
        },
      }),
  });
  const peer = new Peer(open.hub, { account: ada });
  const page = () => peer.ask({ type: "history.page", room: "general" });
  const waiting = [page(), page()];
  const refused = await page();
  assertEquals(!refused.ok && refused.error.code, "rate_limited");
  held.resolve();
  assert((await Promise.all(waiting)).every(({ ok }) => ok));
});

Deno.test("frames in which there is nothing use up requests, too", async () => {
  await using open = await openHub({
    limits: { requestBurst: 3, requestsPerSecond: 1, floodStrikes: 2 },
  });
  const peer = new Peer(open.hub, { account: ada });
  for (const blank of ["\n", " \n ", "\n\n"]) peer.connection.receive(blank);
  assertEquals([peer.closeCode, peer.inbox.all("error")], [null, []]);
  for (let i = 0; i < 2; i++) peer.connection.receive("\n");
  assertEquals(peer.closeCode, 4029);
});

Deno.test("however many guests of an address read history, others read it meanwhile", async () => {
  const held = Promise.withResolvers<void>();
  let reading = 0;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async page(room, ...how) {
          if (room !== "aside") {
            reading += 1;
            await held.promise;
          }
          return await store.page(room, ...how);
        },
      }),
  });
  const bystander = new Peer(open.hub, { account: person("Grace"), address: "127.0.0.2" });
  await bystander.must({ type: "room.create", id: "aside" });
  const readers = Array.from({ length: 20 }, (_, i) => {
    return new Peer(open.hub, { account: person(`Reader ${i}`) });
  });
  const pages = readers.map((peer) => peer.ask({ type: "history.page", room: "general" }));
  await bystander.must({ type: "history.page", room: "aside" });
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  assertEquals(reading, 8);
  held.resolve();
  assert((await Promise.all(pages)).every(({ ok }) => ok));
});

Deno.test("the guests of an address have five users' share of messages between them, and take nothing of others'", async () => {
  await using open = await openHub({ limits: { messageBurst: 2, messagesPerSecond: 1 } });
  const post = (peer: Peer, id: string) =>
    peer.ask({ type: "message.send", room: "general", id, text: "hi" });
  const guests = Array.from({ length: 6 }, (_, i) => {
    return new Peer(open.hub, { account: person(`Guest ${i}`) });
  });
  for (const guest of guests.slice(0, 5)) {
    for (const id of ["m1", "m2"]) assert((await post(guest, id)).ok);
  }
  const refused = await post(guests[5]!, "m1");
  assertEquals(!refused.ok && [refused.error.code, refused.error.retryAfterMs], [
    "rate_limited",
    200,
  ]);
  assert((await post(new Peer(open.hub, { account: ada, address: "127.0.0.2" }), "m1")).ok);
  assert((await post(new Peer(open.hub, { account: await open.account("Mia") }), "m1")).ok);
  open.clock.advance(400);
  // What was refused for the others' sake took nothing of this guest's own share.
  for (const id of ["m1", "m2"]) assert((await post(guests[5]!, id)).ok);
});

Deno.test("the guests of an address have a share of requests between them, and so has each account", async () => {
  await using open = await openHub({
    limits: { sharedRequestBurst: 2, sharedRequestsPerSecond: 1 },
  });
  const { hub } = open;
  const list = { type: "room.list" };
  await new Peer(hub, { account: ada }).must(list);
  await new Peer(hub, { account: person("Bo") }).must(list);
  assertEquals(await new Peer(hub, { account: person("Cy") }).refusal(list), "rate_limited");
  assertEquals(await new Peer(hub).refusal({ type: "auth", name: "Di" }), "rate_limited");
  await new Peer(hub, { account: ada, address: "127.0.0.2" }).must(list);
  const account = await open.account("Mia");
  for (let i = 0; i < 2; i++) await new Peer(hub, { account }).must(list);
  const elsewhere = new Peer(hub, { account, address: "127.0.0.3" });
  assertEquals(await elsewhere.refusal(list), "rate_limited");
});

Deno.test("an address whose guests send nothing but what is refused gets nobody in but accounts", async () => {
  await using open = await openHub({ limits: { sharedStrikes: 3, sharedStrikesPerSecond: 1 } });
  const { hub, clock } = open;
  const account = await open.account("Mia");
  const member = new Peer(hub, { account });
  const flooders = Array.from({ length: 4 }, () => new Peer(hub));
  for (const { connection } of flooders) connection.receive("nonsense");
  assertEquals(flooders.map(({ closeCode }) => closeCode), [null, null, null, 1013]);
  const refusal = async (address: string, account: Account | null) => {
    const admitted = await hub.admit(address, account);
    return admitted.ok ? null : admitted.error.code;
  };
  assertEquals(await refusal("127.0.0.1", null), "rate_limited");
  assertEquals(await refusal("127.0.0.1", ada), "rate_limited");
  assertEquals(await refusal("127.0.0.1", account), null);
  assertEquals(await refusal("127.0.0.2", null), null);
  member.connection.receive("nonsense");
  assertEquals(member.closeCode, null);
  clock.advance(1_000);
  assertEquals(await refusal("127.0.0.1", null), null);
});

Deno.test("a connection is in so many rooms and not one more", async () => {
  await using open = await openHub({ limits: { roomsPerConnection: 2 } });
  const peer = new Peer(open.hub, { account: ada });
  for (const id of ["one", "two"]) await peer.must({ type: "room.create", id });
  await peer.must({ type: "room.join", room: "general" });
  await peer.must({ type: "room.join", room: "one" });
  assertEquals(await peer.refusal({ type: "room.join", room: "two" }), "too_many_rooms");
  await peer.must({ type: "room.join", room: "one" });
  await peer.must({ type: "room.leave", room: "general" });
  await peer.must({ type: "room.join", room: "two" });
});

Deno.test("the server has so many rooms and not one more", async () => {
  await using open = await openHub({ limits: { rooms: 2 } });
  const peer = new Peer(open.hub, { account: ada });
  await peer.must({ type: "room.create", id: "one" });
  assertEquals(await peer.refusal({ type: "room.create", id: "two" }), "too_many_rooms");
});

Deno.test("guests who have made all rooms that guests may make leave accounts room for theirs", async () => {
  await using open = await openHub({ limits: { rooms: 4, guestRooms: 2 } });
  const { hub } = open;
  const guests = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((address, i) =>
    new Peer(hub, { account: person(`Guest ${i}`), address })
  );
  for (const [i, peer] of guests.slice(0, 2).entries()) {
    await peer.must({ type: "room.create", id: `guest-${i}` });
  }
  assertEquals(await guests[2]!.refusal({ type: "room.create", id: "more" }), "too_many_rooms");
  const bo = await open.account("Bo");
  const member = new Peer(hub, { account: await open.account("Ada") });
  await member.must({ type: "room.create", id: "members" });
  assertEquals(await member.refusal({ type: "room.create", id: "another" }), "too_many_rooms");
  for (const id of ["one", "two", "three", "four"]) {
    await member.must({ type: "room.create", id, private: true });
  }
  await member.must({ type: "direct.open", users: [bo.id] });
});

Deno.test("an account has a quota of each kind of room, and none takes up that of another or of others", async () => {
  const roomsPerUser = { public: 1, private: 1, direct: 1 };
  await using open = await openHub({ limits: { roomsPerUser } });
  const people = await Promise.all(["Bo", "Cy"].map((name) => open.account(name)));
  const peer = new Peer(open.hub, { account: await open.account("Ada") });
  const make = async (maker: Peer) =>
    [
      await maker.ask({ type: "room.create", id: `public-${crypto.randomUUID().slice(0, 4)}` }),
      await maker.ask({ type: "room.create", id: "private", private: true }),
      await maker.ask({ type: "direct.open", users: [people[0]!.id] }),
      await maker.ask({ type: "direct.open", users: people.map(({ id }) => id) }),
    ].map((reply) => reply.ok || reply.error.code);
  assertEquals(await make(peer), [true, true, true, "too_many_rooms"]);
  // What is there already is no further one.
  assertEquals(await make(peer), ["too_many_rooms", "too_many_rooms", true, "too_many_rooms"]);
  const another = new Peer(open.hub, { account: await open.account("Di") });
  assertEquals(await make(another), [true, true, true, "too_many_rooms"]);
});

Deno.test("guests make rooms at a rate for each address, whoever they say they are; a taken id takes nothing of it", async () => {
  await using open = await openHub({ limits: { guestRoomBurst: 1, guestRoomsPerMinute: 60 } });
  const peer = new Peer(open.hub, { account: ada });
  await peer.must({ type: "room.create", id: "one" });
  assertEquals(await peer.refusal({ type: "room.create", id: "one" }), "room_exists");
  const another = new Peer(open.hub, { account: person("Bo") });
  assertEquals(await another.refusal({ type: "room.create", id: "two" }), "rate_limited");
  const elsewhere = new Peer(open.hub, { account: ada, address: "127.0.0.2" });
  await elsewhere.must({ type: "room.create", id: "two" });
  open.clock.advance(1_000);
  await peer.must({ type: "room.create", id: "three" });
});

Deno.test("an account makes rooms at a rate, from whatever addresses; a conversation that is there takes nothing of it", async () => {
  await using open = await openHub({ limits: { roomBurst: 2, roomsPerMinute: 60 } });
  const account = await open.account("Ada");
  const bo = await open.account("Bo");
  const peer = new Peer(open.hub, { account });
  await peer.must({ type: "direct.open", users: [bo.id] });
  await peer.must({ type: "direct.open", users: [bo.id] });
  await peer.must({ type: "room.create", id: "one" });
  const elsewhere = new Peer(open.hub, { account, address: "127.0.0.2" });
  assertEquals(await elsewhere.refusal({ type: "room.create", id: "two" }), "rate_limited");
  await new Peer(open.hub, { account: bo }).must({ type: "room.create", id: "three" });
  open.clock.advance(1_000);
  await elsewhere.must({ type: "room.create", id: "two" });
});

Deno.test("new guests have a rate for each address; who was here before takes nothing of it", async () => {
  await using open = await openHub({ limits: { guestBurst: 2, guestsPerSecond: 1 } });
  const { hub, clock } = open;
  const join = async (name: string, address = "127.0.0.1") => {
    const entered = await hub.guests.enter(name, { address, device: "" });
    return entered.ok ? "in" : entered.error.code;
  };
  assertEquals(await join("Ada"), "in");
  const named = await hub.guests.enterByName("Bo", HERE);
  assertEquals(await join("Cy"), "rate_limited");
  assertEquals(await hub.guests.enterByName("Bo", HERE), named);
  const other = await hub.guests.enterByName("Di", HERE);
  assertEquals(!other.ok && other.error.code, "rate_limited");
  const nameless = await hub.guests.enterAnonymously(HERE);
  assertEquals(!nameless.ok && nameless.error.code, "rate_limited");
  assertEquals(await join("Cy", "127.0.0.2"), "in");
  clock.advance(1_000);
  assertEquals(await join("Cy"), "in");
});

Deno.test("a page has so many messages and not one more, whatever is asked for", async () => {
  await using open = await openHub({ limits: { pageSize: 2, maxPageSize: 3 } });
  const peer = new Peer(open.hub, { account: ada });
  for (let i = 0; i < 5; i++) {
    await peer.must({ type: "message.send", room: "general", id: `m${i}`, text: "hi" });
  }
  const count = async (request: Record<string, unknown>) =>
    (await peer.must({ room: "general", ...request })).messages!.length;
  assertEquals(await count({ type: "history.page" }), 2);
  assertEquals(await count({ type: "history.page", limit: 100 }), 3);
  assertEquals(await count({ type: "history.changes", after: 0, limit: 100 }), 3);
  assertEquals(await count({ type: "room.join" }), 2);
  assertEquals(await count({ type: "room.join", after: 0 }), 3);
});

Deno.test("changes under way have a limit for each connection, before it has said who it is, too", async () => {
  await using open = await openHub({ limits: { unansweredPerConnection: 2 } });
  const peer = new Peer(open.hub);
  const send = (id: string) => ({
    type: "message.send",
    room: "general",
    ref: id,
    id,
    text: "hi",
  });
  const lines = [{ type: "auth", ref: "auth", name: "Ada" }, send("a"), send("b"), send("c")];
  peer.connection.receive(lines.map((line) => JSON.stringify(line)).join("\n"));
  const refused = await peer.inbox.next("reply", (reply) => reply.ref === "c");
  assertEquals(!refused.ok && refused.error.code, "too_many_unanswered");
  assert((await peer.inbox.next("reply", (reply) => reply.ref === "a")).ok);
  assert((await peer.inbox.next("reply", (reply) => reply.ref === "b")).ok);
  for (const id of ["d", "e", "f"]) peer.connection.receive(JSON.stringify(send(id)));
  assert(!(await peer.inbox.next("reply", (reply) => reply.ref === "f")).ok);
  assert((await peer.inbox.next("reply", (reply) => reply.ref === "e")).ok);
});

Deno.test("news of many rooms come in portions", async () => {
  await using open = await openHub({ limits: { guestRoomBurst: 60 } });
  const watcher = new Peer(open.hub, { account: person("Grace") });
  const ids = Array.from({ length: 60 }, (_, i) => `room-${i}`);
  const writer = new Peer(open.hub, { account: ada });
  for (const id of ids) await writer.must({ type: "room.create", id });
  await watcher.must({ type: "room.list" });
  for (const room of ids) await writer.must({ type: "message.send", room, id: "m1", text: "hi" });
  const told = () => watcher.inbox.all("room").filter(({ room }) => room.version === 1).length;
  open.clock.advance(1_000);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assertEquals(told(), 50);
  open.clock.advance(1_000);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assertEquals(told(), 60);
});
