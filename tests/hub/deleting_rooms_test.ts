import { assert, assertEquals } from "@std/assert";
import { openPlain } from "../../dialects/plain.ts";
import { SeedPeer } from "../dialects/seed_peer.ts";
import { type OpenHub, openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";
import { found } from "../support/waiting.ts";

/** Rooms in which nothing was ever posted: how they go, and who hears of it. */

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
const gus = person("Gus");

function goneOf(peer: Peer) {
  return peer.inbox.all("room.gone").map(({ room, deleted }) => [room, deleted]);
}

Deno.test("whoever lists a room or is in it hears that it was deleted, once, and nothing of it after that", async () => {
  await using open = await openHub();
  const maker = new Peer(open.hub, { account: gus });
  await maker.must({ type: "room.create", id: "ops" });
  const watcher = new Peer(open.hub, { account: person("Watcher") });
  await watcher.must({ type: "room.list" });
  const inside = new Peer(open.hub, { account: person("Inside") });
  const both = new Peer(open.hub, { account: person("Both") });
  await both.must({ type: "room.list" });
  for (const peer of [inside, both]) await peer.must({ type: "room.join", room: "ops" });
  const nobody = new Peer(open.hub, { account: person("Nobody") });
  open.clock.advance(2_000);
  await maker.must({ type: "room.delete", room: "ops" });
  const heard = watcher.inbox.events.length;
  open.clock.advance(10_000);
  await watcher.must({ type: "room.list" });
  for (const peer of [watcher, inside, both]) assertEquals(goneOf(peer), [["ops", true]]);
  for (const peer of [maker, nobody]) assertEquals(goneOf(peer), []);
  assertEquals(watcher.inbox.events.slice(heard).map(({ type }) => type), ["reply"]);
  assertEquals([inside.connection.rooms.size, open.hub.rooms.publicCount], [0, 1]);
  const send = { type: "message.send", room: "ops", id: "m1", text: "hi" };
  for (const request of [send, { type: "room.join", room: "ops" }]) {
    assertEquals(await inside.refusal(request), "room_not_found");
  }
  assertEquals(await maker.refusal({ type: "room.delete", room: "ops" }), "room_not_found");
});

Deno.test("only those in a private room hear that it was deleted", async () => {
  await using open = await openHub();
  const ada = new Peer(open.hub, { account: await open.account("Ada") });
  const bo = await open.account("Bo");
  const tabs = [new Peer(open.hub, { account: bo }), new Peer(open.hub, { account: bo })];
  const outsider = new Peer(open.hub, { account: await open.account("Cy", "owner") });
  const { room } = await ada.must({ type: "room.create", id: "plans", private: true });
  await ada.must({ type: "room.invite", room: room!.id, user: bo.id });
  await outsider.must({ type: "room.list" });
  await ada.must({ type: "room.delete", room: room!.id });
  for (const tab of tabs) assertEquals(goneOf(tab), [[room!.id, true]]);
  await outsider.must({ type: "room.list" });
  assertEquals(goneOf(outsider), []);
});

Deno.test("a conversation that was opened by mistake can be deleted by who opened it, and is the same when opened again", async () => {
  await using open = await openHub();
  const ada = new Peer(open.hub, { account: await open.account("Ada") });
  const bo = new Peer(open.hub, { account: await open.account("Bo") });
  const request = { type: "direct.open", users: [bo.connection.account!.id] };
  const { room } = await ada.must(request);
  assertEquals(await bo.refusal({ type: "room.delete", room: room!.id }), "forbidden");
  await ada.must({ type: "room.delete", room: room!.id });
  assertEquals((await ada.must(request)).room!.id, room!.id);
});

Deno.test("a client of another chat is told that its room is gone", async () => {
  await using open = await openHub();
  const maker = new Peer(open.hub, { account: gus });
  await maker.must({ type: "room.create", id: "ops" });
  const plain = new SeedPeer(open.hub, person("Plain"), openPlain("ops"));
  await maker.must({ type: "room.list" });
  await maker.must({ type: "room.delete", room: "ops" });
  assertEquals(await plain.heard(1), ['Error: The room "ops" is gone']);
});

Deno.test("who comes into a room while it is deleted hears that there is none", async () => {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let holds = false;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async snapshot(room, limit) {
          if (!holds) return store.snapshot(room, limit);
          asked.resolve();
          await held.promise;
          return store.snapshot(room, limit);
        },
      }),
  });
  const maker = new Peer(open.hub, { account: gus });
  await maker.must({ type: "room.create", id: "ops" });
  const visitor = new Peer(open.hub, { account: person("Visitor") });
  holds = true;
  const refusal = visitor.refusal({ type: "room.join", room: "ops" });
  await asked.promise;
  await maker.must({ type: "room.delete", room: "ops" });
  // Whoever was on their way into the first is not in the second.
  await maker.must({ type: "room.create", id: "ops" });
  held.resolve();
  assertEquals(await refusal, "room_not_found");
  assertEquals(open.hub.rooms.get("ops")!.info.online, 0);
  await visitor.must({ type: "room.join", room: "ops" });
});

Deno.test("a room that is gone from the store is none, though nothing was heard of its deletion yet", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: gus });
  await peer.must({ type: "room.create", id: "ops" });
  await open.store.deleteRoom("ops", null);
  for (const type of ["room.join", "history.page"]) {
    assertEquals(await peer.refusal({ type, room: "ops" }), "room_not_found", type);
  }
  assertEquals(peer.connection.rooms.size, 0);
});

Deno.test("a page of a deleted room is none", async () => {
  await using open = await openHub();
  const maker = new Peer(open.hub, { account: gus });
  await maker.must({ type: "room.create", id: "ops" });
  assert(await open.hub.listing.view("ops", gus));
  await maker.must({ type: "room.delete", room: "ops" });
  assertEquals(await open.hub.listing.view("ops", gus), null);
  await maker.must({ type: "room.create", id: "ops", title: "Again" });
  assertEquals((await open.hub.listing.view("ops", gus))?.room.title, "Again");
});

Deno.test("what is told late of a deleted room does not bring it back, nor undo one that was made since", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: gus });
  await peer.must({ type: "room.create", id: "ops", title: "First" });
  const [, first] = await open.store.rooms();
  await peer.must({ type: "room.delete", room: "ops" });
  open.hub.rooms.learn(first!);
  assertEquals(open.hub.rooms.get("ops"), undefined);
  await peer.must({ type: "room.create", id: "ops", title: "Second" });
  const [, second] = await open.store.rooms();
  assert(second!.revision > first!.revision + 1, "it cannot be told from the first");
  open.hub.rooms.forget({ ...first!, revision: first!.revision + 1 });
  open.hub.rooms.learn(first!);
  assertEquals(open.hub.rooms.get("ops")?.title, "Second");
});

Deno.test("a room that one hub deletes is gone on the others", async () => {
  await using open = await openHub();
  await using other = await openHub({ beside: open, broker: open.broker });
  const here = new Peer(open.hub, { account: gus });
  await here.must({ type: "room.create", id: "ops" });
  const there = new Peer(other.hub, { account: person("There") });
  await there.must({ type: "room.join", room: "ops" });
  await here.must({ type: "room.delete", room: "ops" });
  assertEquals((await there.inbox.next("room.gone")).deleted, true);
  assertEquals(await there.refusal({ type: "history.page", room: "ops" }), "room_not_found");
});

/** Lets hours pass until a peer hears that a room is gone: it is looked for such rooms once an hour. */
async function untilGone(id: string, { open, peer }: { open: OpenHub; peer: Peer }): Promise<void> {
  await found(() => {
    open.clock.advance(HOUR_MS);
    return peer.inbox.all("room.gone").some(({ room }) => room === id) || null;
  });
}

Deno.test("what guests made and left empty for a day goes; what somebody is in, wrote in or made with an account stays", async () => {
  await using open = await openHub();
  const guest = new Peer(open.hub, { account: gus });
  const member = new Peer(open.hub, { account: await open.account("Ada") });
  // The oldest are looked at first: when "empty" is gone, "visited" would be.
  for (const id of ["visited", "empty", "written"]) await guest.must({ type: "room.create", id });
  await member.must({ type: "room.create", id: "members" });
  await guest.must({ type: "message.send", room: "written", id: "m1", text: "hi" });
  await member.must({ type: "room.join", room: "visited" });
  const ids = async () =>
    (await member.must({ type: "room.list" })).rooms!.map(({ id }) => id).toSorted();
  const all = ["empty", "general", "members", "visited", "written"];
  open.clock.advance(DAY_MS - HOUR_MS);
  assertEquals(await ids(), all);
  open.clock.advance(HOUR_MS);
  await guest.must({ type: "room.create", id: "new" });
  await untilGone("empty", { open, peer: member });
  assertEquals(await ids(), ["general", "members", "new", "visited", "written"]);
  await member.must({ type: "room.leave", room: "visited" });
  await untilGone("visited", { open, peer: member });
  assertEquals(await ids(), ["general", "members", "new", "written"]);
});

Deno.test("rooms that guests left empty make place for others once they are gone", async () => {
  await using open = await openHub({ limits: { guestRooms: 2 } });
  const guest = new Peer(open.hub, { account: gus });
  for (const id of ["one", "two"]) await guest.must({ type: "room.create", id });
  await guest.must({ type: "room.list" });
  assertEquals(await guest.refusal({ type: "room.create", id: "three" }), "too_many_rooms");
  open.clock.advance(DAY_MS);
  await untilGone("two", { open, peer: guest });
  await guest.must({ type: "room.create", id: "three" });
});
