import { assert, assertEquals } from "@std/assert";
import { confabV1, openConfabV1 } from "../../dialects/confab_v1.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Dialect } from "../../hub/ports/dialect.ts";
import type { Identities } from "../../hub/ports/identities.ts";
import { openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** What is under way when a connection ends must leave nothing of it behind. */

const ada = person("Ada");
const grace = person("Grace");

function online(open: Awaited<ReturnType<typeof openHub>>): number {
  return open.hub.rooms.find("general", ada)!.info.online;
}

Deno.test("who ends while its room is read, or before its turn to join, is not in the room", async () => {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async snapshot(room, limit) {
          asked.resolve();
          await held.promise;
          return store.snapshot(room, limit);
        },
      }),
  });
  await new Peer(open.hub, { account: grace }).must({ type: "room.create", id: "ops" });
  const peer = new Peer(open.hub, { account: ada });
  const join = (room: string) => JSON.stringify({ type: "room.join", ref: room, room });
  peer.connection.receive(`${join("general")}\n${join("ops")}`);
  await asked.promise;
  assertEquals(online(open), 1);
  peer.connection.closed(1000);
  held.resolve();
  await open.store.rooms();
  await new Promise((resolve) => setImmediate(resolve));
  open.clock.advance(1_000);
  assertEquals([online(open), open.hub.rooms.find("ops", ada)!.info.online], [0, 0]);
});

Deno.test("who ends while it signs in takes up no place", async () => {
  const held = Promise.withResolvers<void>();
  await using open = await openHub({
    limits: { connectionsPerUser: 1 },
    wrapIdentities: (identities: Identities) =>
      override(identities, {
        async namedGuest(...asked) {
          await held.promise;
          return identities.namedGuest(...asked);
        },
      }),
  });
  const peer = new Peer(open.hub);
  peer.connection.receive(
    '{"type":"auth","name":"Ada"}\n{"type":"room.join","room":"general"}',
  );
  await new Promise((resolve) => setImmediate(resolve));
  peer.connection.closed(1006);
  held.resolve();
  await open.store.rooms();
  await new Promise((resolve) => setImmediate(resolve));
  await new Peer(open.hub).must({ type: "auth", name: "Ada" });
  open.clock.advance(10_000);
  assertEquals(online(open), 0);
});

Deno.test("who is dropped in being told what it missed is out of the room", async () => {
  const read = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await using open = await openHub({
    limits: { socketBufferBytes: 2_000, sendQueueBytes: 2_000 },
    wrap: (store) =>
      override(store, {
        async snapshot(room, limit) {
          const page = await store.snapshot(room, limit);
          read.resolve();
          await held.promise;
          return page;
        },
      }),
  });
  const writer = new Peer(open.hub, { account: ada });
  let encoded = 0;
  const dialect: Dialect = {
    ...confabV1,
    encode(event, people) {
      encoded += 1;
      return confabV1.encode(event, people);
    },
  };
  const slow = new Peer(open.hub, {
    account: grace,
    openAdapter: () => ({ ...openConfabV1(), dialect }),
  });
  slow.stall();
  slow.connection.receive('{"type":"room.join","ref":"j","room":"general"}');
  await read.promise;
  for (const id of ["a", "b", "c", "d"]) {
    await writer.must({ type: "message.send", room: "general", id, text: "x".repeat(1_500) });
  }
  held.resolve();
  for (let i = 0; i < 100 && slow.closeCode === null; i++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assertEquals(slow.closeCode, 1013);
  open.clock.advance(1_000);
  assertEquals([online(open), open.hub.connectionCount], [0, 1]);
  const before = encoded;
  await writer.must({ type: "message.send", room: "general", id: "e", text: "hi" });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assertEquals(encoded, before, "nothing is encoded for who is gone");
});

Deno.test("a join and a leave sent together are both answered, and one is out", async () => {
  await using open = await openHub();
  const writer = new Peer(open.hub, { account: ada });
  const peer = new Peer(open.hub, { account: grace });
  peer.connection.receive(
    '{"type":"room.join","ref":"1","room":"general"}\n{"type":"room.leave","ref":"2","room":"general"}',
  );
  assert((await peer.inbox.next("reply", ({ ref }) => ref === "1")).ok);
  assert((await peer.inbox.next("reply", ({ ref }) => ref === "2")).ok);
  await writer.must({ type: "room.join", room: "general" });
  await writer.must({ type: "message.send", room: "general", id: "m1", text: "hi" });
  await writer.inbox.next("message");
  assertEquals(peer.inbox.all("message"), []);
  open.clock.advance(1_000);
  assertEquals(online(open), 1);
});

Deno.test("what the broker tells of accounts, open sockets follow", async () => {
  await using open = await openHub();
  const { broker } = open;
  const tab = new Peer(open.hub, { account: ada, sessionId: "s" });
  const phone = new Peer(open.hub, { account: ada, sessionId: "t" });
  const elsewhere = new Peer(open.hub, { account: grace, address: "192.0.2.7" });
  const ban = { id: "b", reason: "", createdBy: "u_owner", createdAt: 0, expiresAt: null };
  const renamed = { ...ada, name: "Ada Lovelace" };

  broker.publish({ type: "account.changed", account: renamed });
  assertEquals((await phone.inbox.next("account")).user, renamed);
  broker.publish({ type: "sessions.ended", sessionIds: ["s"] });
  assertEquals([tab, phone, elsewhere].map(({ closeCode }) => closeCode), [4001, null, null]);
  broker.publish({ type: "ban.set", ban: { ...ban, userId: null, address: "192.0.2.7" } });
  assertEquals([tab, phone, elsewhere].map(({ closeCode }) => closeCode), [4001, null, 4003]);
  broker.publish({ type: "ban.set", ban: { ...ban, userId: ada.id, address: null } });
  assertEquals(phone.closeCode, 4003);
  const closed = new Peer(open.hub, { account: grace });
  broker.publish({ type: "user.closed", userId: grace.id, close: CLOSE.banned });
  assertEquals(closed.closeCode, 4003);
});

Deno.test("who has signed out is sent away everywhere, and nobody else is", async () => {
  await using open = await openHub();
  const tab = () => new Peer(open.hub, { account: ada, sessionId: "s" });
  const tabs = [tab(), tab()];
  const other = new Peer(open.hub, { account: grace });
  await tabs[0]!.must({ type: "room.join", room: "general" });
  open.broker.publish({ type: "sessions.ended", sessionIds: ["s"] });
  assertEquals(tabs.map(({ closeCode }) => closeCode), [4001, 4001]);
  assertEquals(other.closeCode, null);
  open.clock.advance(1_000);
  assertEquals(online(open), 0);
});
