import { assert, assertEquals } from "@std/assert";
import type { MemberChange, RoomPatch, RoomRecord, Store } from "../../../hub/ports/store.ts";
import type { User } from "../../../protocol/entities.ts";
import { audited, claimAll, MADE_AT, newAccount, newSession } from "./people.ts";
import { ann, bob, cem, newRoom, type OpenSubject, openWithRooms, type Test } from "./subject.ts";

const TRIES = 40;
const root: User = { id: "u_root", name: "Root" };
const guest: User = { id: "u_guest", name: "Guest" };

/** Who changes a room and who is in it: decided when it is written, on the room of that moment. */
export function managingContract(test: Test, open: OpenSubject): void {
  /** Ann, Bob and Cem have accounts, Root is an admin, Guest is a guest; the private room "staff" is managed by Ann, and
   *  Bob is in it. */
  async function openStaff(...managers: User[]) {
    const subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob, cem);
    await store.claim(newAccount(root, { role: "admin" }));
    await store.createGuest(guest, newSession("guest", guest.id));
    await makeStaff(store, "staff", ann, ...managers);
    return subject;
  }

  async function makeStaff(store: Store, id: string, ...managers: User[]) {
    const manages = (user: User) => managers.includes(user);
    const members = [ann, bob].map((user) => ({ userId: user.id, manager: manages(user) }));
    await store.createRoom(newRoom(id, { kind: "private", members }));
  }

  /** Who is in the room then, by id, a manager with "*"; or the code of the refusal. */
  async function set(
    store: Store,
    user: User,
    manager: boolean | null | undefined,
    { by = ann, room = "staff" }: { by?: User; room?: string } = {},
  ): Promise<string> {
    const change: MemberChange = { room, user: user.id, manager, actor: by.id };
    const record = await store.setMember(change);
    return record.ok ? membersOf(record.value) : record.error.code;
  }

  function membersOf({ members }: RoomRecord): string {
    return members.map(({ user, manager }) => `${user.id.slice(2)}${manager ? "*" : ""}`).join(" ");
  }

  async function update(store: Store, patch: RoomPatch, by: User, room = "staff") {
    const record = await store.updateRoom(room, patch, by.id);
    return record.ok ? "ok" : record.error.code;
  }

  async function roomOf(store: Store, id: string): Promise<RoomRecord> {
    return (await store.rooms()).find((room) => room.id === id)!;
  }

  test("a member is added, made a manager, left as they are, made a member again and removed", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    assertEquals(await set(store, cem, undefined), "ann* bob cem");
    assertEquals(await set(store, cem, true), "ann* bob cem*");
    assertEquals(await set(store, cem, undefined), "ann* bob cem*");
    assertEquals(await set(store, cem, false), "ann* bob cem");
    assertEquals(await set(store, cem, null), "ann* bob");
    assertEquals(await set(store, cem, null), "user_not_found");
    await subject.reopen();
    assertEquals(membersOf(await roomOf(subject.store, "staff")), "ann* bob");
  });

  test("members are accounts in use: no guest, nobody unknown, nobody deactivated", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.updateAccount(cem.id, { deactivatedAt: MADE_AT });
    for (const user of [cem, guest, { id: "u_nobody", name: "" }]) {
      for (const manager of [true, false, undefined, null]) {
        assertEquals(await set(store, user, manager), "user_not_found");
      }
    }
    assertEquals(membersOf(await roomOf(store, "staff")), "ann* bob");
  });

  test("only managers change a room that is not public, and who is not in it does not know of it", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    for (
      const [by, code] of [[bob, "forbidden"], [cem, "room_not_found"], [
        root,
        "room_not_found",
      ]] as const
    ) {
      assertEquals(await set(store, cem, true, { by }), code);
      assertEquals(await set(store, ann, null, { by }), code);
      assertEquals(await update(store, { title: "Mine" }, by), code);
    }
    assertEquals(await set(store, cem, true, { room: "nowhere" }), "room_not_found");
    assertEquals(await update(store, { title: "x" }, ann, "nowhere"), "room_not_found");
    assertEquals(await update(store, { title: "Staff" }, ann), "ok");
    assertEquals((await roomOf(store, "staff")).title, "Staff");
  });

  test("everybody may leave, but for the last manager of others", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    assertEquals(await set(store, ann, null), "forbidden");
    assertEquals(await set(store, ann, false), "forbidden");
    assertEquals(await set(store, bob, null, { by: bob }), "ann*");
    assertEquals(await set(store, ann, null), "", "with nobody left behind");
  });

  test("a direct conversation stays as it is", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    const members = [ann, bob].map(({ id }) => ({ userId: id, manager: false }));
    await store.createRoom(newRoom("direct", { kind: "direct", members }));
    assertEquals(await set(store, cem, false, { room: "direct" }), "forbidden");
    assertEquals(await set(store, ann, null, { room: "direct" }), "forbidden");
    assertEquals(await update(store, { title: "x" }, ann, "direct"), "forbidden");
  });

  test("of a public room only managers are kept; its managers and admins change it", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, ann, bob);
    await store.claim(newAccount(root, { role: "admin" }));
    const room = "general";
    assertEquals(await set(store, ann, undefined, { by: ann, room }), "forbidden");
    assertEquals(await set(store, ann, undefined, { by: root, room }), "ann*");
    assertEquals(await set(store, bob, undefined, { room }), "ann* bob*");
    assertEquals(await set(store, bob, false, { room }), "ann*");
    assertEquals(await set(store, ann, null, { room }), "", "admins are still there");
    assertEquals(await update(store, { topic: "x" }, ann, room), "forbidden");
    assertEquals(await update(store, { topic: "x" }, root, room), "ok");
  });

  test("what is done by role, and only that, has its entry of the audit log", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, ann, bob);
    await store.claim(newAccount(root, { role: "admin" }));
    const room = "general";
    await set(store, ann, true, { by: root, room });
    await set(store, bob, true, { by: ann, room });
    await update(store, { title: "Lobby", archived: true }, root, room);
    await update(store, { archived: false }, root, room);
    await update(store, { topic: "x" }, ann, room);
    await set(store, ann, null, { by: root, room });
    await set(store, ann, true, { by: ann, room });
    assertEquals(await audited(store), [
      "room.invite general",
      "room.archive general",
      "room.update general",
      "room.unarchive general",
      "room.remove general",
    ]);
    const details = (await store.listAudit(null, 9)).map((entry) => entry.details);
    assertEquals(details.toReversed(), [
      { user: ann.id, manager: true },
      { name: "general" },
      { name: "general", title: "Lobby" },
      { name: "Lobby" },
      { user: ann.id, manager: null },
    ]);
  });

  test("an update changes what it names and nothing else", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    let expected = await roomOf(store, "staff");
    const patches: RoomPatch[] = [
      { title: "Staff" },
      { topic: "Who works here" },
      { posting: "managers" },
      { archived: true },
      { title: "Old staff" },
      { archived: false, topic: "" },
      {},
    ];
    for (const patch of patches) {
      const updated = await store.updateRoom("staff", patch, ann.id);
      assert(updated.ok);
      expected = { ...expected, ...patch, revision: updated.value.revision };
      assertEquals(updated.value, expected);
      assertEquals(await store.rooms(), [expected]);
    }
    await subject.reopen();
    assertEquals(await subject.store.rooms(), [expected]);
  });

  test("one room's update leaves the others", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await makeStaff(store, "other", ann);
    const other = await roomOf(store, "other");
    await store.updateRoom("staff", { archived: true, title: "x" }, ann.id);
    assertEquals(await roomOf(store, "other"), other);
  });

  test("a revision rises with settings and members, and with nothing else", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    const revision = async () => (await roomOf(store, "staff")).revision;
    let last = await revision();
    const changes = [
      () => update(store, { topic: "x" }, ann),
      () => set(store, cem, undefined),
      () => set(store, cem, true),
      () => set(store, cem, null),
    ];
    for (const change of changes) {
      await change();
      assert(await revision() > last);
      last = await revision();
    }
    await store.append([{
      kind: "post",
      room: "staff",
      user: ann,
      id: "a",
      content: { text: "a" },
    }]);
    await update(store, { topic: "x" }, bob);
    await set(store, cem, true, { by: bob });
    assertEquals(await revision(), last);
  });

  test("a manager who is removed and invites herself at the same time is out", async () => {
    await using subject = await openStaff(bob);
    const { store } = subject;
    for (let n = 0; n < TRIES; n++) {
      const room = `race-${n}`;
      await makeStaff(store, room, ann, bob);
      const calls = [
        () => set(store, bob, null, { by: ann, room }),
        () => set(store, bob, true, { by: bob, room }),
      ];
      await Promise.all((n % 2 ? calls : calls.toReversed()).map((call) => call()));
      assertEquals(membersOf(await roomOf(store, room)), "ann*");
    }
  });

  test("of two managers who leave, demote or remove each other at the same time one stays", async () => {
    await using subject = await openStaff(bob);
    const { store } = subject;
    for (let n = 0; n < TRIES; n++) {
      const room = `race-${n}`;
      const [first, second, manager] = [
        [ann, bob, null],
        [ann, bob, false],
        [bob, ann, null],
        [bob, ann, false],
      ][n % 4] as [User, User, null | false];
      await store.createRoom(newRoom(room, {
        kind: "private",
        members: [ann, bob, cem].map(({ id }) => ({ userId: id, manager: id !== cem.id })),
      }));
      await Promise.all([
        set(store, first, manager, { by: first, room }),
        set(store, second, manager, { by: second, room }),
      ]);
      const { members } = await roomOf(store, room);
      assertEquals(members.filter((member) => member.manager).length, 1);
    }
  });

  test("of two managers who demote each other at the same time one is left", async () => {
    await using subject = await openStaff(bob);
    const { store } = subject;
    for (let n = 0; n < TRIES; n++) {
      const room = `race-${n}`;
      await makeStaff(store, room, ann, bob);
      await Promise.all([
        set(store, bob, n % 2 ? false : null, { by: ann, room }),
        set(store, ann, n % 2 ? false : null, { by: bob, room }),
      ]);
      const { members } = await roomOf(store, room);
      assertEquals(members.filter((member) => member.manager).length, 1);
    }
  });
}
