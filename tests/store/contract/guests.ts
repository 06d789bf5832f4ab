import { assertEquals, assertNotEquals } from "@std/assert";
import { newSession } from "./people.ts";
import { ann, apply, bob, type OpenSubject, openWithRooms, post, readAll } from "./subject.ts";

/** Who has no account. */
export function guestsContract(name: string, open: OpenSubject): void {
  const test = (sentence: string, run: () => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, run);

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
    assertEquals((await readAll(store, "general", 9))[0]?.user, user);
    assertEquals(await store.namedGuest({ id: "u_other", name: "Ann" }), user);
  });
}
