import { assertEquals } from "@std/assert";
import type { RoomRecord } from "../../../hub/ports/store.ts";
import { asMember, claimAll } from "./people.ts";
import {
  ann,
  bob,
  cem,
  edit,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  type Test,
} from "./subject.ts";

const member = { manager: false };
const manager = { manager: true };

/** Rooms, what they are like and who is in them. */
export function roomsContract(test: Test, open: OpenSubject): void {
  /** Ann, Bob and Cem have accounts; the private room "staff" is managed by Ann, and Bob is in it. */
  async function openStaff() {
    const subject = await open();
    await claimAll(subject.store, ann, bob, cem);
    const members = [{ userId: bob.id, ...member }, { userId: ann.id, ...manager }];
    await subject.store.createRoom(newRoom("staff", { kind: "private", members }));
    return subject;
  }

  const everybody = (record: RoomRecord) =>
    record.members.map(({ user, manager }) => [user.id, manager]);

  test("a room's id is taken once, and its first title stays", async () => {
    await using subject = await open();
    const { store } = subject;
    const room = newRoom("general", { title: "General ☕", topic: "anything" });
    const { maker: _, ...like } = room;
    const counts = { lastSeq: 0, posts: 0, people: 0, peopleRevision: 0 };
    const made = { version: 0, ...counts, lastAt: null, revision: 0, madeBy: null };
    const record = { ...like, ...made, archived: false, posting: "everyone" };
    assertEquals<unknown>(await store.createRoom(room), { ok: true, value: record });
    const again = await store.createRoom({ ...room, title: "Other" });
    assertEquals(!again.ok && again.error.code, "room_exists");
    assertEquals<unknown>(await store.rooms(), [record]);
  });

  test("a room tells when its newest message was written", async () => {
    await using subject = await openWithRooms(open, "general", "other");
    const { store, clock } = subject;
    const told = async () => (await store.rooms()).map(({ lastSeq, lastAt }) => [lastSeq, lastAt]);
    assertEquals(await told(), [[0, null], [0, null]]);
    clock.ms = 1000;
    await store.append([post(ann, "a"), post(ann, "b")]);
    clock.ms = 2000;
    await store.append([edit(ann, 1, "edited")]);
    assertEquals(await told(), [[2, 1000], [0, null]]);
  });

  test("who would join a room whose id is taken does not join the one that has it", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    const members = [{ userId: cem.id, ...manager }];
    const taken = await store.createRoom(newRoom("staff", { kind: "private", members }));
    assertEquals(!taken.ok && taken.error.code, "room_exists");
    assertEquals(everybody((await store.rooms())[0]!), [["u_ann", true], ["u_bob", false]]);
  });

  test("a private room is made with its members, by user id", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    const members = [{ user: asMember(ann), manager: true }, {
      user: asMember(bob),
      manager: false,
    }];
    assertEquals((await store.rooms())[0]?.members, members);
    assertEquals((await store.rooms())[0]?.kind, "private");
    await subject.reopen();
    assertEquals((await subject.store.rooms())[0]?.members, members);
  });

  test("one room is told as it is among all of them, and how far its log got; of one that is not there nothing", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.createRoom(newRoom("general"));
    await store.append([post(bob, "a", { room: "staff" }), post(ann, "b", { room: "staff" })]);
    const [, staff] = await store.rooms();
    assertEquals(await store.room("staff"), staff!);
    assertEquals(await store.room("nowhere"), null);
    assertEquals(await store.versions(["staff", "nowhere", "general"]), [2, null, 0]);
    assertEquals(await store.versions([]), []);
  });

  test("members of one room are not those of another", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    const members = [{ userId: cem.id, ...member }, { userId: ann.id, ...member }];
    await store.createRoom(newRoom("direct", { kind: "direct", members }));
    await store.createRoom(newRoom("empty", { kind: "private" }));
    assertEquals((await store.rooms()).map((room) => [room.id, room.kind, everybody(room)]), [
      ["direct", "direct", [["u_ann", false], ["u_cem", false]]],
      ["empty", "private", []],
      ["staff", "private", [["u_ann", true], ["u_bob", false]]],
    ]);
  });

  test("users the store does not know are left out of a new room", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    const members = [{ userId: "u_nobody", ...manager }, { userId: ann.id, ...member }];
    await store.createRoom(newRoom("staff", { kind: "private", members }));
    assertEquals(everybody((await store.rooms())[0]!), [["u_ann", false]]);
  });

  test("of a public room only its managers are told, and who managed it is in it still", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    const members = [{ userId: bob.id, ...member }, { userId: ann.id, ...manager }];
    const made = await store.createRoom(newRoom("general", { members }));
    assertEquals(made.ok && everybody(made.value), [["u_ann", true]]);
    assertEquals(everybody((await store.rooms())[0]!), [["u_ann", true]]);
    await store.setMember({ room: "general", user: bob.id, manager: true, actor: ann.id });
    assertEquals(everybody((await store.rooms())[0]!), [["u_ann", true], ["u_bob", true]]);
    await store.setMember({ room: "general", user: bob.id, manager: null, actor: ann.id });
    const [room] = await store.rooms();
    assertEquals([everybody(room!), room!.people], [[["u_ann", true]], 2]);
    assertEquals(await store.roomsOf([bob.id]), [["general"]]);
  });

  test("a record given while messages are appended has the versions before it, not fewer", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    // All of these but the first gather, and are committed together.
    const calls = [
      store.append([post(ann, "a", { room: "staff" })]),
      store.append([post(ann, "b", { room: "staff" })]),
      store.updateRoom("staff", { title: "Staff" }, ann.id),
      store.append([post(ann, "c", { room: "staff" })]),
      store.setMember({ room: "staff", user: cem.id, actor: ann.id }),
    ] as const;
    const [, , updated, , joined] = await Promise.all(calls);
    const versions = [updated, joined].map((record) =>
      record.ok && [record.value.version, record.value.lastSeq]
    );
    assertEquals(versions, [[2, 2], [3, 3]]);
  });

  test("members go by their newest name", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.updateAccount(bob.id, { name: "Bobby", key: "bobby" });
    assertEquals((await store.rooms())[0]?.members[1]?.user, { id: bob.id, name: "Bobby" });
  });
}
