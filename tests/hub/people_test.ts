import { assert, assertEquals } from "@std/assert";
import { StorageError } from "../../hub/ports/store.ts";
import type { Account, RoomInfo, User } from "../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { type OpenHub, openHub, override, person } from "../support/open_hub.ts";
import { type Of, Peer } from "../support/peer.ts";

/** Who is online and who is in a room: accounts, and guests with a session. */

const { presenceWindowMs, presenceGraceMs } = DEFAULT_LIMITS;
const general = { room: "general" };

function come({ hub }: OpenHub, account: Account, sessionId: string | null = "s"): Peer {
  return new Peer(hub, { account, sessionId });
}

/** Lets the store answer what it was asked, and what was gathered be told. */
async function settle({ store, clock }: OpenHub): Promise<void> {
  for (let i = 0; i < 3; i++) {
    for (let asked = 0; asked < 3; asked++) await store.rooms();
    clock.advance(presenceWindowMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function namesOf(users: readonly User[] = []): string[] {
  return users.map(({ name }) => name);
}

function told(event: Of<"presence">) {
  const { joined, left, entered, quit, online, people } = event;
  return {
    joined: namesOf(joined),
    left: namesOf(left),
    entered: namesOf(entered),
    quit: namesOf(quit),
    counts: [online, people],
  };
}

const NOTHING = { joined: [], left: [], entered: [], quit: [] };

Deno.test("who opens a room for the first time is said to have come in; opening it again, another room, a reload and a second device tell nothing", async () => {
  await using open = await openHub();
  const watcher = come(open, await open.account("Watcher"));
  await watcher.must({ type: "room.join", ...general });
  await watcher.must({ type: "room.create", id: "ops" });
  await settle(open);
  watcher.inbox.events.length = 0;
  const ada = await open.account("Ada");
  const tab = come(open, ada);
  const { room, users, online, people } = await tab.must({ type: "room.join", ...general });
  assertEquals([room!.isIn, namesOf(users), online, people], [true, ["Ada", "Watcher"], 2, 2]);
  await settle(open);
  const came = { ...NOTHING, joined: ["Ada"], entered: ["Ada"], counts: [2, 2] };
  assertEquals(watcher.inbox.all("presence").map(told), [came]);

  await tab.must({ type: "room.leave", ...general });
  await tab.must({ type: "room.join", room: "ops" });
  const phone = come(open, ada, "t");
  await phone.must({ type: "room.join", ...general });
  await settle(open);
  phone.connection.closed(1000);
  tab.connection.closed(1001);
  await settle(open);
  const again = come(open, ada);
  await again.must({ type: "room.join", ...general });
  open.clock.advance(2 * presenceGraceMs);
  await settle(open);
  assertEquals(watcher.inbox.all("presence").map(told), [came]);
});

Deno.test("whoever comes online is online in every room they are in, and in none when their last connection is gone", async () => {
  await using open = await openHub();
  const ada = await open.account("Ada");
  const watcher = come(open, await open.account("Watcher"));
  for (const id of ["one", "two", "three"]) {
    await watcher.must({ type: "room.create", id });
    await watcher.must({ type: "room.join", room: id });
    if (id !== "three") await open.store.enterRoom(id, ada, 9);
  }
  await settle(open);
  watcher.inbox.events.length = 0;
  const [tab, phone] = [come(open, ada), come(open, ada, "t")];
  await settle(open);
  const joined = () =>
    watcher.inbox.all("presence").map(({ room, joined, left }) => [
      room,
      ...namesOf(joined),
      ...namesOf(left).map((name) => `-${name}`),
    ]).sort();
  assertEquals(joined(), [["one", "Ada"], ["two", "Ada"]]);
  tab.connection.closed(1000);
  await settle(open);
  assertEquals(joined().length, 2);
  phone.connection.closed(1006);
  await settle(open);
  assertEquals(joined().length, 2, "they may be back soon");
  open.clock.advance(presenceGraceMs);
  await settle(open);
  assertEquals(joined().slice(0, 2), [["one", "-Ada"], ["one", "Ada"]]);
});

Deno.test("leaving for good is said once, holds for all one's devices, and joining again is coming in again", async () => {
  await using open = await openHub();
  const watcher = come(open, await open.account("Watcher"));
  await watcher.must({ type: "room.join", ...general });
  const ada = await open.account("Ada");
  const [tab, phone] = [come(open, ada), come(open, ada, "t")];
  for (const peer of [tab, phone]) {
    await peer.must({ type: "room.list" });
    await peer.must({ type: "room.join", ...general });
  }
  await settle(open);
  watcher.inbox.events.length = 0;
  await tab.must({ type: "room.leave", ...general, forGood: true });
  await settle(open);
  const left = { ...NOTHING, left: ["Ada"], quit: ["Ada"], counts: [1, 1] };
  assertEquals(watcher.inbox.all("presence").map(told), [left]);
  for (const peer of [tab, phone]) {
    assertEquals(peer.inbox.all("room").at(-1)!.room.isIn, false);
    assertEquals(await peer.refusal({ type: "room.leave", ...general }), "not_joined");
  }
  assertEquals(await open.store.roomsOf([ada.id]), [[]]);
  await tab.must({ type: "room.leave", ...general, forGood: true });
  await settle(open);
  assertEquals(watcher.inbox.all("presence").length, 1, "it is no news");
  await phone.must({ type: "room.join", ...general });
  await settle(open);
  const back = { ...NOTHING, joined: ["Ada"], entered: ["Ada"], counts: [2, 2] };
  assertEquals(watcher.inbox.all("presence").map(told).at(-1), back);
  assertEquals(tab.inbox.all("room").at(-1)!.room.isIn, true, "the other device hears it");
});

Deno.test("a manager who leaves a public room for good manages it no more; a private room is left as its member, a conversation not at all", async () => {
  await using open = await openHub();
  const [ada, bo] = [await open.account("Ada"), await open.account("Bo")];
  const tab = come(open, ada);
  await tab.must({ type: "room.create", id: "ops" });
  await tab.must({ type: "room.leave", room: "ops", forGood: true });
  assertEquals((await tab.must({ type: "room.members", room: "ops" })).members, []);
  const mine = await tab.must({ type: "room.list", mine: true });
  assertEquals(mine.rooms, []);

  const made = await tab.must({ type: "room.create", id: "plans", private: true });
  const room = made.room!.id;
  await tab.must({ type: "room.invite", room, user: bo.id });
  const alone = { type: "room.leave", room, forGood: true };
  assertEquals(await tab.refusal(alone), "forbidden", "somebody has to manage it");
  const other = come(open, bo);
  await other.must(alone);
  assertEquals(await other.refusal({ type: "room.join", room }), "room_not_found");
  const direct = (await tab.must({ type: "direct.open", users: [bo.id] })).room!.id;
  assertEquals(
    await tab.refusal({ type: "room.leave", room: direct, forGood: true }),
    "forbidden",
  );
});

Deno.test("a list says which rooms one is in, and one's own are those", async () => {
  await using open = await openHub();
  const tab = come(open, await open.account("Ada"));
  const maker = come(open, person("Gus"), null);
  for (const id of ["one", "two"]) await maker.must({ type: "room.create", id });
  await tab.must({ type: "room.join", room: "two" });
  const isIn = (rooms: RoomInfo[] = []) => rooms.map(({ id, isIn }) => [id, isIn]);
  const { rooms } = await tab.must({ type: "room.list" });
  assertEquals(isIn(rooms), [["general", false], ["one", false], ["two", true]]);
  const mine = await tab.must({ type: "room.list", mine: true });
  assertEquals(isIn(mine.rooms), [["two", true]]);
  await maker.must({ type: "room.join", room: "one" });
  const visited = await maker.must({ type: "room.list", mine: true });
  assertEquals(isIn(visited.rooms), [["one", true]], "by name alone, as long as one looks");
});

Deno.test("those who are offline are listed by name, with when they were online last to the minute", async () => {
  await using open = await openHub();
  const watcher = come(open, await open.account("Watcher"));
  await watcher.must({ type: "room.join", ...general });
  for (const name of ["Zoe", "Ada", "Bo"]) {
    await open.store.enterRoom("general", await open.account(name), 9);
  }
  const zoe = come(open, { id: "u_zoe", name: "Zoe", role: "member" });
  await settle(open);
  zoe.connection.closed(1000);
  const goneAt = open.clock.now();
  await settle(open);
  open.clock.advance(10 * 60_000);
  const { people, next } = await watcher.must({ type: "room.people", ...general });
  assertEquals<unknown>(people, [
    { id: "u_ada", name: "Ada", online: false },
    { id: "u_bo", name: "Bo", online: false },
    { id: "u_zoe", name: "Zoe", online: false, lastSeen: goneAt - goneAt % 60_000 },
  ]);
  assertEquals(next, undefined);
  const first = await watcher.must({ type: "room.people", ...general, limit: 2 });
  assertEquals([namesOf(first.people), first.next], [["Ada", "Bo"], { id: "u_bo", name: "Bo" }]);
  const rest = await watcher.must({ type: "room.people", ...general, after: first.next });
  assertEquals(namesOf(rest.people), ["Zoe"]);
  const here = await watcher.must({ type: "room.people", ...general, online: true });
  assertEquals<unknown>(here.people, [{ id: "u_watcher", name: "Watcher", online: true }]);
});

Deno.test("a direct conversation shows whether the other is online, and since when not", async () => {
  await using open = await openHub();
  const [ada, bo] = [await open.account("Ada"), await open.account("Bo")];
  const tab = come(open, ada);
  await tab.must({ type: "room.list" });
  const { room } = await tab.must({ type: "direct.open", users: [bo.id] });
  const ofBo = (info?: RoomInfo) => info!.members!.find(({ id }) => id === bo.id);
  assertEquals(ofBo(room), { id: bo.id, name: "Bo", online: false });
  const phone = come(open, bo);
  for (let i = 0; i < 6; i++) await settle(open);
  assertEquals(ofBo(tab.inbox.all("room").at(-1)!.room)?.online, true);
  phone.connection.closed(1000);
  const goneAt = open.clock.now();
  for (let i = 0; i < 6; i++) await settle(open);
  const gone = { id: bo.id, name: "Bo", online: false, lastSeen: goneAt - goneAt % 60_000 };
  assertEquals(ofBo(tab.inbox.all("room").at(-1)!.room), gone);
});

Deno.test("one person is in so many public rooms, and is told to leave one", async () => {
  await using open = await openHub({ limits: { publicRoomsPerPerson: 2 } });
  const maker = come(open, person("Gus"), null);
  for (const id of ["one", "two"]) await maker.must({ type: "room.create", id });
  const guest = come(open, person("Ada"));
  await guest.must({ type: "room.join", ...general });
  await guest.must({ type: "room.join", room: "one" });
  const third = await guest.ask({ type: "room.join", room: "two" });
  assert(!third.ok);
  assertEquals(third.error.code, "too_many_rooms");
  await guest.must({ type: "room.join", room: "one" });
  await guest.must({ type: "room.leave", room: "one", forGood: true });
  await guest.must({ type: "room.join", room: "two" });
});

Deno.test("however many guests an address has, what they say by coming and leaving is bounded", async () => {
  await using open = await openHub({ limits: { entryBurst: 30, exitBurst: 5 } });
  const watcher = come(open, await open.account("Watcher"));
  await watcher.must({ type: "room.join", ...general });
  await settle(open);
  watcher.inbox.events.length = 0;
  const guests = Array.from({ length: 10 }, (_, n) => come(open, person(`Guest ${n}`)));
  const codes = new Map<string, number>();
  for (let round = 0; round < 4; round++) {
    for (const guest of guests) {
      for (const request of [{ type: "room.join" }, { type: "room.leave", forGood: true }]) {
        const reply = await guest.ask({ ...request, ...general });
        const code = reply.ok ? `${request.type} ok` : `${request.type} ${reply.error.code}`;
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
    await settle(open);
  }
  assertEquals(codes.get("room.leave ok"), 5);
  assertEquals(codes.get("room.leave rate_limited"), 35);
  const events = watcher.inbox.all("presence");
  const lines = events.flatMap(({ entered = [], quit = [] }) => [...entered, ...quit]).length;
  assert(lines <= 20, `${lines} names were told`);
});

Deno.test("who joins while storage fails is told so, and is found to be in their rooms once it is back", async () => {
  let isBroken = false;
  const broken = () => Promise.reject(new StorageError("no disk", true));
  await using open = await openHub({
    wrap: (store) =>
      override(store, { roomsOf: (ids) => isBroken ? broken() : store.roomsOf(ids) }),
  });
  const ada = await open.account("Ada");
  await open.store.enterRoom("general", ada, 9);
  isBroken = true;
  const tab = come(open, ada);
  assertEquals(await tab.refusal({ type: "room.join", ...general }), "storage_unavailable");
  const { rooms } = await tab.must({ type: "room.list" });
  assertEquals(rooms!.map(({ id, isIn }) => [id, isIn]), [["general", undefined]]);
  isBroken = false;
  open.clock.advance(1_000);
  await settle(open);
  assertEquals(open.hub.rooms.get("general")!.info.online, 1);
  await tab.must({ type: "room.join", ...general });
});
