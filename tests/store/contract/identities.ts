import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type OpenSubject, openWithRooms, post, readAll } from "./subject.ts";

/** Guests and their sessions. */
export function identitiesContract(name: string, open: OpenSubject): void {
  const test = (sentence: string, run: () => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, run);

  test("two guests of one name are two users", async () => {
    await using subject = await open();
    const [one, two] = [
      await subject.store.createGuest("Ann"),
      await subject.store.createGuest("Ann"),
    ];
    assertNotEquals(one.user.id, two.user.id);
    assertEquals([one.user.name, two.user.name], ["Ann", "Ann"]);
  });

  test("a named guest is the same user whenever exactly that name comes", async () => {
    await using subject = await open();
    const first = await subject.store.namedGuest("Ann");
    await subject.reopen();
    assertEquals(await subject.store.findNamedGuest("Ann"), first);
    assertEquals(await subject.store.namedGuest("Ann"), first);
    assertEquals(await subject.store.findNamedGuest("Nobody"), null);
  });

  test("named guests whose names differ only in case or accent are different users", async () => {
    await using subject = await open();
    const names = ["ann", "Ann", "ANN", "Änn"];
    const ids = new Set<string>();
    for (const name of names) ids.add((await subject.store.namedGuest(name)).id);
    assertEquals(ids.size, names.length);
  });

  test("a name asked for many times at once is one user", async () => {
    await using subject = await open();
    const { store } = subject;
    const guests = await Promise.all(Array.from({ length: 20 }, () => store.namedGuest("Ann")));
    assertEquals(new Set(guests.map(({ id }) => id)).size, 1);
  });

  test("a named guest is nobody who came with a session of their own", async () => {
    await using subject = await open();
    const guest = await subject.store.createGuest("Ann");
    const named = await subject.store.namedGuest("Ann");
    assertNotEquals(named.id, guest.user.id);
  });

  test("a session is found by its token alone, also after the store was opened again", async () => {
    await using subject = await open();
    const { user, token } = await subject.store.createGuest("Ann 🦊");
    await subject.reopen();
    assertEquals(await subject.store.findSession(token), user);
    for (const other of ["", token.slice(1), `${token}=`, token.toLowerCase(), user.id]) {
      assertEquals(await subject.store.findSession(other), null);
    }
  });

  test("a token has 256 bits in URL-safe characters and a user id goes into a URL", async () => {
    await using subject = await open();
    const { user, token } = await subject.store.createGuest("Ann");
    assertMatch(token, /^[A-Za-z0-9_-]{43}$/);
    assertMatch(user.id, /^[A-Za-z0-9_-]{16,64}$/);
  });

  test("an ended session is not found, and others are", async () => {
    await using subject = await open();
    const { store } = subject;
    const one = await store.createGuest("Ann");
    const two = await store.createGuest("Ann");
    await store.endSession(one.token);
    await store.endSession(one.token);
    await store.endSession("never given to anybody");
    assertEquals(await store.findSession(one.token), null);
    assertEquals(await store.findSession(two.token), two.user);
  });

  test("what a guest posts is theirs", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const user = await store.namedGuest("Ann");
    const [answer] = await store.append([post(user, "a")]);
    assert(answer?.ok);
    assertEquals((await readAll(store, "general", 9))[0]?.user, user);
    assertEquals(await store.namedGuest("Ann"), user);
  });
}
