import { assertEquals } from "@std/assert";
import { asMember, audited, claimAll, MADE_AT, newAccount } from "./people.ts";
import {
  ann,
  applied,
  apply,
  bob,
  cem,
  edit,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  readAll,
  refused,
  remove,
  type Test,
  versionOf,
} from "./subject.ts";

/** Who may change a log: decided when it is written, on the roles and members of that moment. */
export function rightsContract(test: Test, open: OpenSubject): void {
  /** The private room "staff", managed by Ann, with Bob in it; Cem, an admin, is not. */
  async function openStaff() {
    const subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    await store.claim(newAccount(cem, { role: "admin" }));
    const members = [{ userId: ann.id, manager: true }, { userId: bob.id, manager: false }];
    await store.createRoom(newRoom("staff", { kind: "private", members }));
    return subject;
  }

  const inStaff = { room: "staff" };

  test("a room that is not public is written to by its members alone, whatever the role of others", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.append([post(ann, "a", inStaff), post(bob, "b", inStaff)]);
    assertEquals((await readAll(store, "staff", 9)).length, 2);
    const eve = { id: "u_eve", name: "Eve" };
    for (const user of [cem, eve]) {
      for (
        const change of [
          post(user, "x", inStaff),
          edit(user, 1, "x", "staff"),
          remove(user, 1, "staff"),
        ]
      ) {
        assertEquals((await refused(store, change)).code, "room_not_found");
      }
    }
    assertEquals(await store.findAccount(eve.id), null, "left no trace");
    assertEquals(await versionOf(store, "staff"), 2);
  });

  test("who was taken out of a room writes nothing more to it, not even what was under way", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    const [, , answers] = await Promise.all([
      store.append([post(bob, "before", inStaff)]),
      store.setMember({ room: "staff", user: bob.id, manager: null, actor: ann.id }),
      store.append([post(bob, "after", inStaff), post(bob, "before", inStaff)]),
    ]);
    assertEquals(answers.map((answer) => !answer.ok && answer.error.code), [
      "room_not_found",
      "room_not_found",
    ]);
  });

  test("an archived room is written to by nobody, and its repeats are answered as before", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.append([
      post(ann, "a", inStaff),
      edit(ann, 1, "edited", "staff"),
      post(ann, "b", inStaff),
      remove(ann, 3, "staff"),
    ]);
    await store.updateRoom("staff", { archived: true }, ann.id);
    const log = await readAll(store, "staff", 9);
    for (
      const [change, seq] of [
        [post(ann, "a", inStaff), 1],
        [edit(ann, 1, "edited", "staff"), 1],
        [remove(ann, 3, "staff"), 3],
      ] as const
    ) {
      const again = await applied(store, change);
      assertEquals([again.repeated, again.message.seq], [true, seq]);
    }
    for (
      const change of [
        post(ann, "new", inStaff),
        edit(ann, 1, "x", "staff"),
        remove(ann, 1, "staff"),
      ]
    ) {
      assertEquals((await refused(store, change)).code, "read_only");
    }
    assertEquals(await readAll(store, "staff", 9), log);
  });

  test("where managers post, others get their first answers again and may take back what they posted", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.append([post(bob, "a", inStaff), post(bob, "b", inStaff)]);
    await store.updateRoom("staff", { posting: "managers" }, ann.id);
    assertEquals((await applied(store, post(bob, "a", inStaff))).message.seq, 1);
    assertEquals((await refused(store, post(bob, "c", inStaff))).code, "read_only");
    assertEquals((await refused(store, edit(bob, 1, "x", "staff"))).code, "read_only");
    await apply(store, remove(bob, 2, "staff"));
    await apply(store, post(ann, "d", inStaff));
  });

  test("where managers post in a public room, admins do too, and guests do not", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.claim(newAccount(ann, { role: "owner" }));
    await store.claim(newAccount(cem, { role: "admin" }));
    await store.updateRoom("general", { posting: "managers" }, ann.id);
    await apply(store, post(cem, "a"));
    assertEquals((await refused(store, post(bob, "b"))).code, "read_only");
    await store.updateAccount(cem.id, { role: "member" });
    assertEquals((await refused(store, post(cem, "c"))).code, "read_only");
  });

  test("admins delete what others wrote, with an entry of the audit log; nobody else does", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store, clock } = subject;
    await claimAll(store, ann, bob);
    await store.claim(newAccount(cem, { role: "admin" }));
    await store.append([post(ann, "a", { text: "rude" }), post(cem, "own")]);
    assertEquals((await refused(store, remove(bob, 1))).code, "not_yours");
    clock.ms += 1000;
    const deleted = await apply(store, remove(cem, 1));
    assertEquals([deleted.user, deleted.text, deleted.deletedAt], [asMember(ann), "", clock.ms]);
    assertEquals((await applied(store, remove(cem, 1))).repeated, true);
    await apply(store, remove(cem, 2));
    assertEquals(await audited(store), ["message.delete general"]);
    const [entry] = await store.listAudit(null, 9);
    assertEquals([entry?.at, entry?.actor, entry?.details], [clock.ms, cem.id, { seq: 1 }]);
  });

  test("an admin who is deactivated deletes nothing, and one who is demoted nothing of others", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.claim(newAccount(cem, { role: "admin" }));
    await store.append([post(ann, "a")]);
    await store.updateAccount(cem.id, { deactivatedAt: MADE_AT });
    assertEquals((await refused(store, remove(cem, 1))).code, "session_expired");
    await store.updateAccount(cem.id, { deactivatedAt: null, role: "member" });
    assertEquals((await refused(store, remove(cem, 1))).code, "not_yours");
    assertEquals(await audited(store), []);
  });

  test("a role and a membership count from the call before on, in one commit too", async () => {
    await using subject = await openStaff();
    const { store } = subject;
    await store.append([post(ann, "a", inStaff)]);
    const calls = [
      store.append([post(bob, "b", inStaff)]),
      store.append([post(cem, "c", inStaff)]),
      store.setMember({ room: "staff", user: cem.id, actor: ann.id }),
      store.append([post(cem, "d", inStaff), remove(cem, 1, "staff")]),
      store.updateAccount(cem.id, { role: "member" }),
      store.append([remove(cem, 2, "staff")]),
    ] as const;
    const answers = await Promise.all([calls[1], calls[3], calls[5]]);
    assertEquals(answers.flat().map((answer) => answer.ok ? "ok" : answer.error.code), [
      "room_not_found",
      "ok",
      "ok",
      "not_yours",
    ]);
  });
}
