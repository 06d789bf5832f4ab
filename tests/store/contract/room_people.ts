import { assertEquals } from "@std/assert";
import type { User } from "../../../protocol/entities.ts";
import { claimAll } from "./people.ts";
import {
  type Adapter,
  ann,
  bob,
  cem,
  newRoom,
  type OpenSubject,
  openWithRooms,
  type Test,
} from "./subject.ts";

/** Who is in which room. */
export function roomPeopleContract(test: Test, open: OpenSubject): void {
  const MOST = 9;

  const headcount = async (store: Adapter, id: string) => {
    const room = (await store.rooms()).find((room) => room.id === id)!;
    return [room.people, room.peopleRevision];
  };
  const codeOf = async (answer: ReturnType<Adapter["enterRoom"] | Adapter["quitRoom"]>) => {
    const result = await answer;
    return result.ok ? "ok" : result.error.code;
  };
  const namesOf = async (
    store: Adapter,
    room: string,
    { after = null, limit = 99, query }: { after?: User | null; limit?: number; query?: string } =
      {},
  ) => (await store.people(room, { after, limit, query })).map(({ user }) => user.name);

  test("who came into a public room is in it until they leave it for good, also after the store was opened again", async () => {
    await using subject = await openWithRooms(open, "general", "ops");
    await claimAll(subject.store, ann, bob);
    const { store } = subject;
    const first = await store.enterRoom("general", ann, MOST);
    assertEquals(first, { ok: true, value: { people: 1, peopleRevision: 1, isNew: true } });
    const again = await store.enterRoom("general", ann, MOST);
    assertEquals(again, { ok: true, value: { people: 1, peopleRevision: 1, isNew: false } });
    await store.enterRoom("ops", ann, MOST);
    await store.enterRoom("general", bob, MOST);
    await subject.reopen();
    assertEquals(await headcount(subject.store, "general"), [2, 2]);
    const rooms = await subject.store.roomsOf([bob.id, "u_nobody", ann.id]);
    assertEquals(rooms.map((ids) => ids.sort()), [["general"], [], ["general", "ops"]]);
    const quit = await subject.store.quitRoom("general", ann.id);
    assertEquals(quit, { ok: true, value: { people: 1, peopleRevision: 3, wasIn: true } });
    const gone = await subject.store.quitRoom("general", ann.id);
    assertEquals(gone, { ok: true, value: { people: 1, peopleRevision: 3, wasIn: false } });
    assertEquals(await subject.store.roomsOf([ann.id]), [["ops"]]);
    assertEquals(await headcount(subject.store, "general"), [1, 3]);
  });

  test("however many come in and leave at once, they are counted right", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const users = Array.from({ length: 40 }, (_, n) => ({ id: `u_${n}`, name: `Guest ${n}` }));
    const counts = await Promise.all(users.map((user) => store.enterRoom("general", user, MOST)));
    const told = counts.map((count) => count.ok && count.value.people);
    assertEquals(told.sort((a, b) => Number(a) - Number(b)), users.map((_, n) => n + 1));
    await Promise.all(users.slice(0, 15).map(({ id }) => store.quitRoom("general", id)));
    assertEquals(await headcount(store, "general"), [25, 55]);
    assertEquals((await namesOf(store, "general")).length, 25);
  });

  test("one comes into public rooms only, and into so many", async () => {
    await using subject = await openWithRooms(open, "one", "two", "three");
    const { store } = subject;
    await claimAll(store, ann, bob);
    const members = [{ userId: ann.id, manager: true }, { userId: bob.id, manager: true }];
    await store.createRoom(newRoom("staff", { kind: "private", members }));
    assertEquals(await codeOf(store.enterRoom("staff", ann, MOST)), "room_not_found");
    assertEquals(await codeOf(store.quitRoom("staff", ann.id)), "room_not_found");
    assertEquals(await codeOf(store.enterRoom("nowhere", ann, MOST)), "room_not_found");
    assertEquals(await codeOf(store.enterRoom("one", ann, 2)), "ok");
    assertEquals(await codeOf(store.enterRoom("two", ann, 2)), "ok");
    assertEquals(await codeOf(store.enterRoom("three", ann, 2)), "too_many_rooms");
    assertEquals(await codeOf(store.enterRoom("one", ann, 2)), "ok");
    await store.quitRoom("two", ann.id);
    assertEquals(await codeOf(store.enterRoom("three", ann, 2)), "ok");
    assertEquals((await store.roomsOf([ann.id]))[0]!.sort(), ["one", "three"]);
  });

  test("a guest whom the store does not know is made when they come in, and an account keeps its name", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, ann);
    await store.enterRoom("general", { ...ann, name: "Another" }, MOST);
    await store.enterRoom("general", cem, MOST);
    assertEquals(await namesOf(store, "general"), ["Ann", "Cem"]);
    assertEquals((await store.findAccount(cem.id))?.role, "guest");
  });

  test("managers are in their room, and whoever leaves it for good manages it no more", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    await store.createRoom(newRoom("ops", { members: [{ userId: ann.id, manager: true }] }));
    await store.setMember({ room: "ops", user: bob.id, manager: true, actor: ann.id });
    const [people] = await headcount(store, "ops");
    assertEquals([people, await store.roomsOf([ann.id, bob.id])], [2, [["ops"], ["ops"]]]);
    await store.quitRoom("ops", bob.id);
    assertEquals((await store.rooms())[0]!.members.map(({ user }) => user.id), [ann.id]);
    assertEquals((await headcount(store, "ops"))[0], 1);
  });

  test("the people of a room are read by name, page by page, each once", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const names = ["Zoe", "ann", "Bob", "Bob", "Émile", "eve", "Ada", "🦊"];
    for (const [n, name] of names.entries()) {
      await store.enterRoom("general", { id: `u_${n}`, name }, MOST);
    }
    const read: string[] = [];
    let after: User | null = null;
    for (;;) {
      const page = await store.people("general", { after, limit: 3 });
      if (page.length === 0) break;
      read.push(...page.map(({ user }) => user.name));
      after = page.at(-1)!.user;
    }
    assertEquals(read, ["Ada", "Bob", "Bob", "Zoe", "ann", "eve", "Émile", "🦊"]);
    assertEquals(await namesOf(store, "general", { query: " E " }), ["Zoe", "eve", "Émile"]);
    assertEquals(await namesOf(store, "general", { query: "e", limit: 2 }), ["Zoe", "eve"]);
    const behind = { after: { id: "u_0", name: "Zoe" }, query: "e" };
    assertEquals(await namesOf(store, "general", behind), ["eve", "Émile"]);
    assertEquals(await namesOf(store, "nowhere"), []);
  });

  test("when people were online last is noted, never back, and told of those in a room", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob, cem);
    const members = [ann, bob, cem].map(({ id }) => ({ userId: id, manager: false }));
    await store.createRoom(newRoom("direct", { kind: "direct", members }));
    await store.noteSeen([ann.id, bob.id, "u_nobody"], 5_000);
    await store.noteSeen([bob.id], 4_000);
    await store.noteSeen([bob.id], 6_000);
    const seen = await store.people("direct", { after: null, limit: 9 });
    assertEquals(seen.map(({ user, lastSeen }) => [user.name, lastSeen]), [
      ["Ann", 5_000],
      ["Bob", 6_000],
      ["Cem", null],
    ]);
    const [direct] = await store.rooms();
    assertEquals(direct!.members.map(({ lastSeen }) => lastSeen), [5_000, 6_000, undefined]);
  });

  test("a room that is made under the id of a deleted one begins with nobody, and its count is newer than all that were told", async () => {
    await using subject = await openWithRooms(open, "ops");
    const { store } = subject;
    for (const user of [ann, bob, cem]) await store.enterRoom("ops", user, MOST);
    await store.deleteRoom("ops", null);
    await store.createRoom(newRoom("ops"));
    const [people, revision] = await headcount(store, "ops");
    assertEquals([people, revision! > 3], [0, true]);
    assertEquals(await store.roomsOf([ann.id]), [[]]);
  });
}
