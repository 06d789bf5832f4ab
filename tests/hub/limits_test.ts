import { assert, assertEquals } from "@std/assert";
import { HERE, openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");

Deno.test("a user and an address have so many connections and not one more", async () => {
  await using open = await openHub({ limits: { connectionsPerUser: 2, connectionsPerAddress: 3 } });
  const first = new Peer(open.hub, { account: ada });
  new Peer(open.hub, { account: ada });
  assertEquals(open.hub.admit("127.0.0.1", ada)?.code, "too_many_connections");
  assertEquals(open.hub.admit("127.0.0.1", person("Grace")), null);
  new Peer(open.hub, { account: person("Grace") });
  assertEquals(open.hub.admit("127.0.0.1", person("Bo"))?.code, "too_many_connections");
  assertEquals(open.hub.admit("127.0.0.2", person("Bo")), null);
  first.connection.closed(1000);
  first.connection.closed(1000);
  assertEquals(open.hub.admit("127.0.0.1", ada), null);
});

Deno.test("who was admitted but comes too late is told why, and to try again", async () => {
  await using open = await openHub({ limits: { connectionsPerUser: 1, connectionsPerAddress: 2 } });
  new Peer(open.hub, { account: ada });
  const second = new Peer(open.hub, { account: ada });
  assertEquals([second.closeCode, second.inbox.all("welcome")], [1013, []]);
  assertEquals((await second.inbox.next("error")).code, "too_many_connections");
  new Peer(open.hub);
  assertEquals(new Peer(open.hub).closeCode, 1013);
  assertEquals(open.hub.connectionCount, 2);
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

Deno.test("new rooms have a rate for each address; a taken name takes nothing of it", async () => {
  await using open = await openHub({ limits: { roomBurst: 1, roomsPerSecond: 1 } });
  const peer = new Peer(open.hub, { account: ada });
  await peer.must({ type: "room.create", id: "one" });
  assertEquals(await peer.refusal({ type: "room.create", id: "one" }), "room_exists");
  assertEquals(await peer.refusal({ type: "room.create", id: "two" }), "rate_limited");
  const elsewhere = new Peer(open.hub, { account: ada, address: "127.0.0.2" });
  await elsewhere.must({ type: "room.create", id: "two" });
  open.clock.advance(1_000);
  await peer.must({ type: "room.create", id: "three" });
});

Deno.test("new guests have a rate for each address; who was here before takes nothing of it", async () => {
  await using open = await openHub({ limits: { connectionsPerAddress: 2, guestsPerSecond: 1 } });
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
  await using open = await openHub();
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
