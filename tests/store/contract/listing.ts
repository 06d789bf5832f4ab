import { assertEquals } from "@std/assert";
import type { AccountFilter } from "../../../accounts/ports.ts";
import type { User } from "../../../protocol/entities.ts";
import { claimAll, MADE_AT, newAccount, newSession } from "./people.ts";
import {
  type Adapter,
  ann,
  bob,
  cem,
  type OpenSubject,
  openWithRooms,
  post,
  remove,
  type Test,
} from "./subject.ts";

/** The list of people. */
export function listingContract(test: Test, open: OpenSubject): void {
  const list = (store: Adapter, filter: Partial<AccountFilter> = {}) =>
    store.listAccounts({ query: "", guests: false, offset: 0, limit: 50, ...filter });

  /** The names that are listed, after it was checked that the total is their number. */
  async function names(store: Adapter, filter: Partial<AccountFilter> = {}): Promise<string[]> {
    const { accounts, total } = await list(store, filter);
    assertEquals(total, accounts.length);
    return accounts.map(({ name }) => name);
  }

  /** The names that a search finds. */
  async function search(store: Adapter, query: string, limit = 50): Promise<string[]> {
    return (await store.searchAccounts(query, limit)).map(({ name }) => name);
  }

  const called = (...names: string[]): User[] => names.map((name) => ({ id: `u_${name}`, name }));

  test("an account is listed with what is known of it, and without its password", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.claim(newAccount(ann, { role: "admin" }));
    await store.updateAccount(ann.id, { deactivatedAt: MADE_AT + 5 });
    const known = {
      ...ann,
      role: "admin",
      createdAt: MADE_AT,
      deactivatedAt: MADE_AT + 5,
    } as const;
    assertEquals(await list(store), {
      accounts: [{ ...known, lastUsedAt: null, messages: 0 }],
      total: 1,
    });
  });

  test("accounts are listed, and guests with a session when asked for", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, bob);
    await store.createGuest(ann, newSession("s", ann.id));
    await store.namedGuest({ id: "u_program", name: "Program" });
    assertEquals(await names(store), ["Bob"]);
    assertEquals(await names(store, { guests: true }), ["Ann", "Bob"]);
    await store.endSessions(ann.id, null);
    assertEquals(await names(store, { guests: true }), ["Bob"]);
  });

  test("people are listed by name, case aside, and by id where it is the same", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ...called("cem", "Bob", "ann", "Zoë", "älva"));
    await claimAll(store, { id: "u_2", name: "Bob" }, { id: "u_1", name: "BOB" });
    const { accounts } = await list(store);
    assertEquals(
      accounts.map(({ id }) => id),
      ["u_ann", "u_1", "u_2", "u_Bob", "u_cem", "u_Zoë", "u_älva"],
    );
  });

  test("a query finds what contains it, case aside, in any script", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ...called("Ünal", "ÉMILE", "Ζωή", "Дмитрий", "Straße", "Ann"));
    const finds: [string, string[]][] = [
      ["üNA", ["Ünal"]],
      ["émi", ["ÉMILE"]],
      ["e\u0301mi", ["ÉMILE"]],
      ["ζΩΉ", ["Ζωή"]],
      ["МИТ", ["Дмитрий"]],
      ["STRASSE", ["Straße"]],
      ["nn", ["Ann"]],
      ["emile", []],
      ["ann ", []],
    ];
    for (const [query, expected] of finds) {
      assertEquals(await names(store, { query }), expected, query);
      assertEquals(await search(store, query), expected, query);
    }
  });

  test("no character of a query stands for others", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ...called("100%", "a_b", "axb", "back\\slash", "it's", "star*"));
    const finds: [string, string[]][] = [
      ["%", ["100%"]],
      ["_", ["a_b"]],
      ["a_b", ["a_b"]],
      ["\\", ["back\\slash"]],
      ["'", ["it's"]],
      ["*", ["star*"]],
      ["?", []],
    ];
    for (const [query, expected] of finds) {
      assertEquals(await names(store, { query }), expected, query);
      assertEquals(await search(store, query), expected, query);
    }
  });

  test("pages follow each other without a gap, and the total is that of all", async () => {
    await using subject = await open();
    const { store } = subject;
    const people = Array.from({ length: 25 }, (_, n) => `Person ${String(n).padStart(2, "0")}`);
    await claimAll(store, ...called(...people, "Somebody else"));
    const pages = await Promise.all(
      [0, 10, 20, 30].map((offset) => list(store, { query: "person", offset, limit: 10 })),
    );
    assertEquals(pages.map(({ accounts }) => accounts.length), [10, 10, 5, 0]);
    assertEquals(pages.map(({ total }) => total), [25, 25, 25, 25]);
    assertEquals(pages.flatMap(({ accounts }) => accounts.map(({ name }) => name)), people);
  });

  test("a search finds the first accounts in use by name, and leaves no place to those that are not", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ...called("ben", "Anton", "Anna", "anne", "Hanna"));
    await store.createGuest({ id: "u_guest", name: "Ann" }, newSession("s", "u_guest"));
    assertEquals(await store.searchAccounts("ANN", 1), [
      { id: "u_Anna", name: "Anna", role: "member" },
    ]);
    assertEquals(await search(store, "an", 9), ["Anna", "anne", "Anton", "Hanna"]);
    await store.updateAccount("u_Anna", { deactivatedAt: MADE_AT });
    assertEquals(await search(store, "an", 2), ["anne", "Anton"]);
    assertEquals(await search(store, "anna"), ["Hanna"]);
    assertEquals(await search(store, "", 1), ["anne"]);
  });

  test("a search knows who has just come, and what they are called now", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    assertEquals(await search(store, "b"), []);
    await claimAll(store, bob);
    assertEquals(await search(store, "b"), ["Bob"]);
    await store.updateAccount(bob.id, { name: "Robert", key: "robert" });
    assertEquals([await search(store, "bo"), await search(store, "rob")], [[], ["Robert"]]);
    await store.updateAccount(bob.id, { deactivatedAt: MADE_AT });
    assertEquals(await search(store, "rob"), []);
    await store.updateAccount(bob.id, { deactivatedAt: null });
    assertEquals(await search(store, "rob"), ["Robert"]);
  });

  test("messages count what somebody posted in all rooms, repeats aside and deleted ones too", async () => {
    await using subject = await openWithRooms(open, "general", "help");
    const { store } = subject;
    await claimAll(store, ann, bob);
    await store.createGuest(cem, newSession("s", cem.id));
    await store.append([post(ann, "a"), post(ann, "b"), post(ann, "a"), post(cem, "a")]);
    await store.append([post(ann, "c", { room: "help" }), post(ann, "d", { room: "nowhere" })]);
    await store.updateAccount(bob.id, { role: "admin" });
    await store.append([post(ann, "a"), remove(ann, 1), remove(bob, 2)]);
    const counts = async () =>
      (await list(subject.store, { guests: true })).accounts
        .map(({ name, messages }) => [name, messages]);
    assertEquals(await counts(), [["Ann", 3], ["Bob", 0], ["Cem", 1]]);
    await subject.reopen();
    assertEquals(await counts(), [["Ann", 3], ["Bob", 0], ["Cem", 1]]);
  });

  test("messages of one commit are counted whatever comes between them", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, ann);
    await store.addSession(newSession("s", ann.id));
    // All but the first gather, and are committed together.
    await Promise.all(["a", "b", "c", "d"].flatMap((id, index) => [
      store.append([post(ann, id)]),
      store.touchSession("token of s", MADE_AT + index, ""),
    ]));
    assertEquals((await list(store)).accounts[0]?.messages, 4);
  });

  test("when somebody's sessions were last used is known after they ended, too", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    const lastUsed = async () => (await list(store)).accounts[0]?.lastUsedAt;
    await store.addSession(newSession("one", ann.id, { createdAt: 1000 }));
    assertEquals(await lastUsed(), 1000);
    await store.touchSession("token of one", 5000, "");
    await store.addSession(newSession("two", ann.id, { createdAt: 2000 }));
    assertEquals(await lastUsed(), 5000);
    await store.endSessions(ann.id, null);
    assertEquals(await lastUsed(), 5000);
  });
}
