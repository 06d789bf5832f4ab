import { assertEquals, assertNotEquals } from "@std/assert";
import type { User } from "../../../protocol/entities.ts";
import { newAccount, newSession } from "./people.ts";
import {
  ann,
  apply,
  bob,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  readAll,
  type Test,
} from "./subject.ts";

/** Who has no account. */
export function guestsContract(test: Test, open: OpenSubject): void {
  test("two guests of one name are two users, each with their own session", async () => {
    await using subject = await open();
    const { store } = subject;
    const other = { ...bob, name: ann.name };
    await store.createGuest(ann, newSession("one", ann.id));
    await store.createGuest(other, newSession("two", other.id));
    assertEquals((await store.findSession("token of one"))?.account.id, ann.id);
    assertEquals((await store.findSession("token of two"))?.account.id, bob.id);
  });

  test("a guest is kept with the role guest and no password", async () => {
    await using subject = await open();
    const createdAt = 1234;
    await subject.store.createGuest(ann, newSession("s", ann.id, { createdAt }));
    await subject.reopen();
    const guest = { role: "guest", password: null, createdAt, deactivatedAt: null } as const;
    assertEquals(await subject.store.findAccount(ann.id), { ...ann, ...guest });
    assertEquals(await subject.store.findAccount("u_nobody"), null);
  });

  test("a named guest is the same user whenever exactly that name comes", async () => {
    await using subject = await open();
    assertEquals(await subject.store.namedGuest({ id: "u_1", name: "Ann" }), {
      id: "u_1",
      name: "Ann",
    });
    await subject.reopen();
    const { store } = subject;
    assertEquals(await store.findNamedGuest("Ann"), { id: "u_1", name: "Ann" });
    assertEquals(await store.namedGuest({ id: "u_2", name: "Ann" }), { id: "u_1", name: "Ann" });
    assertEquals(await store.findNamedGuest("Nobody"), null);
  });

  test("named guests whose names differ only in case or accent are different users", async () => {
    await using subject = await open();
    const ids = new Set<string>();
    for (const [index, name] of ["ann", "Ann", "ANN", "Änn"].entries()) {
      ids.add((await subject.store.namedGuest({ id: `u_${index}`, name })).id);
    }
    assertEquals(ids.size, 4);
  });

  test("a name asked for many times at once is one user", async () => {
    await using subject = await open();
    const { store } = subject;
    const guests = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.namedGuest({ id: `u_${n}`, name: "Ann" })),
    );
    assertEquals(new Set(guests.map(({ id }) => id)).size, 1);
  });

  test("a named guest is nobody who came with a session of their own", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.createGuest(ann, newSession("s", ann.id));
    assertEquals(await store.findNamedGuest(ann.name), null);
    assertNotEquals((await store.namedGuest({ id: "u_named", name: ann.name })).id, ann.id);
  });

  test("what a guest posts is theirs, and they are still found by their name", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const user = await store.namedGuest({ id: "u_named", name: "Ann" });
    await apply(store, post(user, "a"));
    assertEquals((await readAll(store, "general", 9))[0]?.user, { ...user, role: "guest" });
    assertEquals(await store.namedGuest({ id: "u_other", name: "Ann" }), user);
  });

  test("guests of whom nothing is left are pruned; who wrote, made a room, has a session, a ban or an account stays", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const guest = async (id: string) => {
      const user: User = { id, name: id, role: "guest" };
      await store.createGuest(user, newSession(id, id));
      return user;
    };
    const [idle, writer, maker, member, banned, signedIn, member2] = [
      await guest("u_idle"),
      await guest("u_writer"),
      await guest("u_maker"),
      await guest("u_member"),
      await guest("u_banned"),
      await guest("u_signed_in"),
      await guest("u_account"),
    ];
    await apply(store, post(writer, "a"));
    await store.createRoom(newRoom("made", { maker }));
    await store.createRoom(newRoom("in"));
    for (const user of [member, writer, signedIn]) await store.enterRoom("in", user, 9);
    const ban = { id: "b", userId: banned.id, address: null, reason: "", createdBy: "u_olga" };
    await store.addBans([{ ...ban, createdAt: 1, expiresAt: null }], { audit: [] });
    await store.claim(newAccount(member2, { key: "account" }));
    for (const { id } of [idle, writer, maker, member, banned, member2]) {
      await store.endSessions(id, null);
    }
    const { removed, left } = await store.pruneGuests(null, { namedBefore: 0, limit: 100 });
    assertEquals(removed, 2);
    assertEquals(left, [{ room: "in", people: 1, peopleRevision: 4 }]);
    assertEquals(await store.roomsOf([writer.id, signedIn.id]), [[], ["in"]]);
    for (const { id } of [idle, member]) assertEquals(await store.findAccount(id), null);
    for (const { id } of [writer, maker, banned, signedIn, member2]) {
      assertEquals((await store.findAccount(id))?.id, id);
    }
    assertEquals((await readAll(store, "general", 9))[0]?.user, writer);
    // What they had under way meanwhile is theirs nevertheless.
    await apply(store, post(idle, "late"));
    assertEquals((await readAll(store, "general", 9)).at(-1)?.user, idle);
  });

  test("guests who are known by name alone are pruned once they were made long enough ago", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.namedGuest({ id: "u_named", name: "Ann" });
    const prune = async (namedBefore: number) =>
      (await store.pruneGuests(null, { namedBefore, limit: 100 })).removed;
    const { createdAt } = (await store.findAccount("u_named"))!;
    assertEquals(await prune(createdAt), 0);
    assertEquals(await prune(createdAt + 1), 1);
    assertEquals(await store.findNamedGuest("Ann"), null);
  });

  test("guests are pruned a few at a time, each looked at once", async () => {
    await using subject = await open();
    const { store } = subject;
    for (let n = 0; n < 7; n++) {
      await store.createGuest({ id: `u_${n}`, name: "Gast" }, newSession(`s${n}`, `u_${n}`));
      if (n !== 3) await store.endSessions(`u_${n}`, null);
    }
    const removed: number[] = [];
    let after: number | null = null;
    do {
      const step = await store.pruneGuests(after, { namedBefore: 0, limit: 3 });
      removed.push(step.removed);
      after = step.next;
    } while (after !== null);
    assertEquals(removed, [3, 2, 1, 0]);
  });
}
