import { assert, assertEquals } from "@std/assert";
import type { Store } from "../../../hub/ports/store.ts";
import type { User } from "../../../protocol/entities.ts";
import { audited, claimAll, newAccount } from "./people.ts";
import { ann, bob, cem, newRoom, type OpenSubject, post, type Test } from "./subject.ts";

/** Rooms in which nothing was ever posted can be deleted, and no others. */
export function deletingContract(test: Test, open: OpenSubject): void {
  /** Ann has an account and Bob is an admin, Cem is a guest. */
  async function openPeople() {
    const subject = await open();
    await claimAll(subject.store, ann);
    await subject.store.claim(newAccount(bob, { role: "admin" }));
    return subject;
  }

  async function remove(store: Store, id: string, by: User | null): Promise<string> {
    const deleted = await store.deleteRoom(id, by && by.id);
    return deleted.ok ? "ok" : deleted.error.code;
  }

  const ids = async (store: Store) => (await store.rooms()).map(({ id }) => id);

  test("a deleted room is gone with who is in it, also after a restart; its id can be had again", async () => {
    await using subject = await openPeople();
    const { store } = subject;
    const members = [{ userId: ann.id, manager: true }];
    await store.createRoom(newRoom("ops", { maker: ann, members }));
    assertEquals(await remove(store, "ops", ann), "ok");
    assertEquals(await remove(store, "ops", ann), "room_not_found");
    assertEquals([await ids(store), await store.snapshot("ops", 9)], [[], null]);
    const [answer] = await store.append([post(cem, "a", { room: "ops" })]);
    assertEquals(!answer!.ok && answer!.error.code, "room_not_found");
    await subject.reopen();
    assertEquals(await ids(subject.store), []);
    const again = await subject.store.createRoom(newRoom("ops", { maker: cem }));
    assertEquals(again.ok && [again.value.members, again.value.version], [[], 0]);
    assertEquals((await subject.store.snapshot("ops", 9))?.messages, []);
  });

  test("a room in which anything was ever posted stays, whoever wants it gone", async () => {
    await using subject = await openPeople();
    const { store } = subject;
    await store.createRoom(newRoom("ops", { maker: cem }));
    await store.append([post(cem, "a", { room: "ops" })]);
    await store.append([{ kind: "delete", room: "ops", user: cem, seq: 1 }]);
    for (const by of [cem, bob, null]) assertEquals(await remove(store, "ops", by), "forbidden");
    assertEquals(await ids(store), ["ops"]);
  });

  test("of a first post and a deletion at once one wins, and the other is refused", async () => {
    await using subject = await openPeople();
    const { store } = subject;
    const postIn = (room: string) =>
      store.append([post(cem, "a", { room })]).then(([answer]) => answer!.ok);
    const removed = (room: string) => store.deleteRoom(room, cem.id).then(({ ok }) => ok);
    for (const id of ["one", "two"]) await store.createRoom(newRoom(id, { maker: cem }));
    assertEquals(await Promise.all([postIn("one"), removed("one")]), [true, false]);
    assertEquals(await Promise.all([removed("two"), postIn("two")]), [true, false]);
    assertEquals(await ids(store), ["one"]);
  });

  test("each deletion, and each room made after it, is newer than what was told of the room before", async () => {
    await using subject = await openPeople();
    const { store } = subject;
    let newest = -1;
    for (const _ of [1, 2, 3]) {
      const made = await store.createRoom(newRoom("ops", { maker: ann }));
      assert(made.ok && made.value.revision > newest);
      await store.updateRoom("ops", { topic: "changed" }, bob.id);
      const [record] = await store.rooms();
      const deleted = await store.deleteRoom("ops", ann.id);
      assert(deleted.ok && deleted.value.revision > record!.revision);
      newest = deleted.value.revision;
    }
  });

  test("who deletes by their role does so with an entry of the audit log, and who made it without", async () => {
    await using subject = await openPeople();
    const { store } = subject;
    await store.createRoom(newRoom("ops", { title: "Ops", maker: cem }));
    await store.createRoom(newRoom("dev", { maker: cem }));
    assertEquals(await remove(store, "ops", bob), "ok");
    assertEquals(await remove(store, "dev", cem), "ok");
    assertEquals(await audited(store), ["room.delete ops"]);
  });

  test("empty rooms of guests are found by their age, and no other rooms", async () => {
    await using subject = await openPeople();
    const { store, clock } = subject;
    clock.ms = 1_000;
    for (const id of ["one", "written"]) await store.createRoom(newRoom(id, { maker: cem }));
    await store.createRoom(newRoom("members", { maker: ann }));
    await store.createRoom(newRoom("servers"));
    await store.append([post(cem, "a", { room: "written" })]);
    clock.ms = 2_000;
    await store.createRoom(newRoom("two", { maker: cem }));
    assertEquals(await store.emptyGuestRooms(1_000, 9), []);
    assertEquals(await store.emptyGuestRooms(2_000, 9), ["one"]);
    assertEquals(await store.emptyGuestRooms(3_000, 9), ["one", "two"]);
    assertEquals(await store.emptyGuestRooms(3_000, 1), ["one"]);
  });
}
