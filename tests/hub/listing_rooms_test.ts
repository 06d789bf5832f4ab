import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Account, RoomInfo } from "../../protocol/entities.ts";
import { asShownTo, byTitle } from "../../protocol/room_title.ts";
import { openPlain } from "../../dialects/plain.ts";
import { SeedPeer } from "../dialects/seed_peer.ts";
import { type OpenHub, openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** The list of rooms: page by page, searched, and somebody's own among many. */

const gus = person("Gus");
const limits = { guestRoomBurst: 10_000, requestBurst: 10_000, roomBurst: 10_000 };

async function makeRooms(peer: Peer, ids: readonly string[]): Promise<void> {
  for (const id of ids) await peer.must({ type: "room.create", id });
}

async function idsOf(peer: Peer, fields: Record<string, unknown> = {}): Promise<string[]> {
  return (await peer.must({ type: "room.list", ...fields })).rooms!.map(({ id }) => id);
}

/** All of them, page by page. */
async function walk(peer: Peer, fields: Record<string, unknown>): Promise<RoomInfo[]> {
  const all: RoomInfo[] = [];
  for (let more: boolean | undefined = true; more;) {
    const after = all.at(-1)?.id;
    const page = await peer.must({ type: "room.list", ...fields, after });
    all.push(...page.rooms!);
    more = page.more;
  }
  return all;
}

Deno.test("a list is a page of so many rooms and not one more, whatever is asked for, and says whether there are others", async () => {
  await using open = await openHub({ limits: { ...limits, maxPageSize: 20 } });
  const peer = new Peer(open.hub, { account: gus });
  await makeRooms(peer, Array.from({ length: 25 }, (_, i) => `room-${i}`));
  for (const limit of [undefined, 20, 1_000]) {
    const { rooms, more } = await peer.must({ type: "room.list", limit });
    assertEquals([rooms!.length, more], [20, true]);
  }
  const all = await walk(peer, {});
  assertEquals(all.map(({ id }) => id), [
    "general",
    ...Array.from({ length: 25 }, (_, i) => `room-${i}`),
  ]);
  assertEquals(await walk(peer, { limit: 7 }), all);
  const last = await peer.must({ type: "room.list", limit: 6, after: all[19]!.id });
  assertEquals([last.rooms!.length, last.more], [6, false]);
});

Deno.test("a search finds titles, case and accents aside, and those of conversations as the reader sees them", async () => {
  await using open = await openHub({ limits });
  const ada = new Peer(open.hub, { account: await open.account("Ada") });
  const zoe = await open.account("Zoë");
  await ada.must({ type: "room.create", id: "one", title: "Größe" });
  await ada.must({ type: "room.create", id: "two", title: "the GRÖSSTE" });
  const { room } = await ada.must({ type: "direct.open", users: [zoe.id] });
  assertEquals(await idsOf(ada, { query: " gro " }), ["one", "two"]);
  assertEquals(await idsOf(ada, { query: "ZOE" }), [room!.id]);
  // Their own name is no part of its title for them.
  assertEquals(await idsOf(ada, { query: "ada" }), []);
  assertEquals(await idsOf(new Peer(open.hub, { account: zoe }), { query: "ada" }), [room!.id]);
  assertEquals(await idsOf(new Peer(open.hub, { account: gus }), { query: "z" }), []);
  await ada.must({ type: "room.update", room: "one", title: "Small" });
  assertEquals(await idsOf(ada, { query: "gro" }), ["two"]);
});

Deno.test("one's own rooms, and rooms that are named, are found among any number of others", async () => {
  await using open = await openHub({ limits: { ...limits, maxPageSize: 20 } });
  const guest = new Peer(open.hub, { account: gus });
  await makeRooms(guest, Array.from({ length: 25 }, (_, i) => `a-${i}`));
  const ada = new Peer(open.hub, { account: await open.account("Ada") });
  const { room } = await ada.must({ type: "room.create", id: "zz", title: "Zz", private: true });
  await ada.must({ type: "room.create", id: "zoo" });
  assertEquals((await idsOf(ada)).includes(room!.id), false);
  assertEquals(await idsOf(ada, { mine: true }), ["zoo", room!.id]);
  assertEquals(await idsOf(guest, { mine: true }), []);
  const ids = ["zoo", room!.id, "a-24", "nowhere", "a-0", "a-0"];
  assertEquals(await idsOf(ada, { ids }), ["a-0", "a-24", "zoo", room!.id]);
  assertEquals(await idsOf(guest, { ids }), ["a-0", "a-24", "zoo"]);
  assertEquals(await idsOf(ada, { ids: [] }), []);
});

Deno.test("a list cannot go on behind a room that is gone, and says so", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: gus });
  await makeRooms(peer, ["one", "two"]);
  assertEquals(await idsOf(peer, { after: "one" }), ["two"]);
  await peer.must({ type: "room.delete", room: "one" });
  assertEquals(await peer.refusal({ type: "room.list", after: "one" }), "room_not_found");
});

Deno.test("a gFly client gets a page of channels, and is told that there are more", async () => {
  await using open = await openHub({ limits: { ...limits, maxPageSize: 3 } });
  const peer = new Peer(open.hub, { account: gus });
  const gfly = new SeedPeer(open.hub, person("Gina"), openPlain("general"));
  const list = async () => {
    gfly.say({ action: { type: "list_channels", data: {} } });
    type Listed = { data: { channels?: { id: string }[]; more?: boolean } };
    const heard = await gfly.heard(gfly.frames.length + 1);
    const { data } = (JSON.parse(heard.at(-1)!) as { action: Listed }).action;
    return [data.channels?.map(({ id }) => id), data.more];
  };
  assertEquals(await list(), [["general"], undefined]);
  await makeRooms(peer, ["a", "b", "c"]);
  assertEquals(await list(), [["a", "b", "c"], true]);
});

type Act =
  | { do: "make"; room: number; by: number; kind: "public" | "private" }
  | { do: "title"; room: number; by: number; title: string }
  | { do: "archive"; room: number; by: number }
  | { do: "invite" | "remove"; room: number; by: number; who: number }
  | { do: "delete"; room: number; by: number }
  | { do: "direct"; by: number; who: number };

const nth = fc.nat(5);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constant("make" as const),
    room: nth,
    by: fc.nat(2),
    kind: fc.constantFrom("public" as const, "private" as const),
  }),
  fc.record({
    do: fc.constant("title" as const),
    room: nth,
    by: fc.nat(2),
    title: fc.constantFrom("a", "B", "ä", "10", "9"),
  }),
  fc.record({ do: fc.constant("archive" as const), room: nth, by: fc.nat(2) }),
  fc.record({
    do: fc.constantFrom("invite" as const, "remove" as const),
    room: nth,
    by: fc.nat(2),
    who: fc.nat(2),
  }),
  fc.record({ do: fc.constant("delete" as const), room: nth, by: fc.nat(2) }),
  fc.record({ do: fc.constant("direct" as const), by: fc.nat(2), who: fc.nat(2) }),
);

Deno.test("whatever becomes of rooms, everybody's list is what they may see, in order, and the page begins with it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      await using open = await openHub({ limits });
      const accounts = await Promise.all(["Ada", "Bo", "Cy"].map((name) => open.account(name)));
      const peers = accounts.map((account) => new Peer(open.hub, { account }));
      const made: string[] = [];
      for (const each of acts) {
        // The shelf keeps its order from the first list on.
        await idsOf(peers[0]!);
        await perform(each, { peers, accounts, made });
      }
      for (const account of accounts) await checkList(open, account);
    }),
    { numRuns: 12 },
  );
});

async function perform(
  act: Act,
  { peers, accounts, made }: { peers: Peer[]; accounts: Account[]; made: string[] },
): Promise<void> {
  const peer = peers[act.by]!;
  const room = "room" in act ? made[act.room] ?? "general" : "";
  switch (act.do) {
    case "make": {
      const request = { type: "room.create", id: `r${made.length}`, title: `R${act.room}` };
      const reply = await peer.ask({ ...request, private: act.kind === "private" });
      if (reply.ok) made.push(reply.room!.id);
      return;
    }
    case "title":
      return void await peer.ask({ type: "room.update", room, title: act.title });
    case "archive":
      return void await peer.ask({ type: "room.update", room, archived: true });
    case "invite":
    case "remove":
      return void await peer.ask({ type: `room.${act.do}`, room, user: accounts[act.who]!.id });
    case "delete":
      return void await peer.ask({ type: "room.delete", room });
    case "direct":
      return void await peer.ask({ type: "direct.open", users: [accounts[act.who]!.id] });
  }
}

async function checkList({ hub, store }: OpenHub, account: Account): Promise<void> {
  const records = await store.rooms();
  const seen = records.filter(({ kind, members }) =>
    kind === "public" || members.some(({ user }) => user.id === account.id)
  );
  const shown = seen.map((record) => {
    const members = record.kind === "direct"
      ? { members: record.members.map(({ user }) => user) }
      : { members: undefined };
    return asShownTo(account.id, { ...record, ...members });
  }).sort(byTitle);
  const ids = shown.map(({ id }) => id);
  assertEquals(hub.listing.list(account).map(({ id }) => id), ids);
  assertEquals(hub.rooms.publicCount, records.filter(({ kind }) => kind === "public").length);
  const isIn = await hub.listing.roomsOf(account);
  const rooms = hub.listing.mine(account, { isIn, open: ids.at(-1)! });
  const listed = new Set(rooms.map(({ id }) => id));
  assertEquals(listed.size, rooms.length);
  assert(listed.has(ids.at(-1)!));
  const own = shown.filter(({ id, kind }) => kind !== "public" || isIn.has(hub.rooms.get(id)!));
  assertEquals(listed, new Set([...own.map(({ id }) => id), ids.at(-1)!]));
}
