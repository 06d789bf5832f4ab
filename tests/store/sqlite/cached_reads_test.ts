import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { User } from "../../../protocol/entities.ts";
import { DEFAULT_SETTINGS } from "../../../protocol/settings.ts";
import { CachedReads } from "../../../store/sqlite/cached_reads.ts";
import { sessionCalls } from "../../../store/sqlite/sessions.ts";
import { claimAll, MADE_AT, newAccount, newSession, note } from "../contract/people.ts";
import { type Adapter, ann, bob, cem, edit, newRoom, post, remove } from "../contract/subject.ts";
import { openSqliteSubject } from "./sqlite_file.ts";

const ROOMS = ["general", "ops"];
const SESSIONS = ["a", "b", "c"];
const OWNERS: Record<string, User> = { a: ann, b: bob, c: cem };
const LIMIT = 3;
const PRUNED = { lastUsedBefore: MADE_AT + 1_000, createdBefore: 0, limit: 9 };

/** A change to what is kept; nothing, where it does not apply. */
type Step = (store: Adapter) => Promise<unknown>;

const users = fc.constantFrom(ann, bob, cem);
const rooms = fc.constantFrom(...ROOMS);
const sessions = fc.constantFrom(...SESSIONS);
const seqs = fc.integer({ min: 1, max: 12 });
const names = fc.constantFrom("Ann", "Anna", "Bob", "Rob");

/** Cem is a guest, who goes by the name of his last post. */
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ user: users, room: rooms, name: names, id: fc.uuid() })
    .map(({ user, room, name, id }): Step => (store) =>
      store.append([post(user.id === cem.id ? { ...cem, name } : user, id, { room })])
    ),
  fc.record({ user: users, room: rooms, seq: seqs, text: fc.string() })
    .map(({ user, room, seq, text }): Step => (store) =>
      store.append([edit(user, seq, text, room)])
    ),
  fc.record({ user: users, room: rooms, seq: seqs })
    .map(({ user, room, seq }): Step => (store) => store.append([remove(user, seq, room)])),
  fc.record({ user: users, name: names })
    .map(({ user, name }): Step => (store) => store.updateAccount(user.id, { name, key: user.id })),
  fc.record({ user: users, deactivatedAt: fc.constantFrom(MADE_AT, null) })
    .map(({ user, ...patch }): Step => (store) => store.updateAccount(user.id, patch)),
  users.map((heir): Step => async (store) =>
    await store.handOver((await store.findOwner())!.id, heir.id, note("server"))
  ),
  sessions.map((id): Step => (store) => store.addSession(newSession(id, OWNERS[id]!.id))),
  fc.record({ id: sessions, later: fc.nat() })
    .map(({ id, later }): Step => (store) =>
      store.touchSession(`token of ${id}`, MADE_AT + later, "192.0.2.9")
    ),
  fc.record({ id: sessions, later: fc.nat() })
    .map(({ id, later }): Step => (store) =>
      store.touchSessions([{ userId: OWNERS[id]!.id, sessionId: id }], MADE_AT + later)
    ),
  sessions.map((id): Step => (store) => store.endSessions(OWNERS[id]!.id, [id])),
  fc.constant<Step>((store) => store.pruneSessions(null, PRUNED)),
);

/** Asks for everything that is kept. */
async function ask(store: Adapter) {
  return {
    pages: await Promise.all(ROOMS.map((room) => store.snapshot(room, LIMIT))),
    sessions: await Promise.all(SESSIONS.map(async (id) => {
      const found = await store.findSession(`token of ${id}`);
      return found && { session: found.session, account: found.account };
    })),
    found: await store.searchAccounts("n", 9),
  };
}

/** The same from what is never kept. */
async function read(store: Adapter): ReturnType<typeof ask> {
  const records = new Map((await store.rooms()).map((room) => [room.id, room]));
  const pages = ROOMS.map(async (room) => {
    const page = await store.page(room, {}, LIMIT);
    return page && { epoch: store.epoch, version: records.get(room)!.version, ...page };
  });
  const sessions = SESSIONS.map(async (id) => {
    const { id: userId } = OWNERS[id]!;
    const session = (await store.listSessions(userId)).find((it) => it.id === id);
    return session ? { session, account: (await store.findAccount(userId))! } : null;
  });
  const { accounts } = await store.listAccounts({ query: "n", guests: false, offset: 0, limit: 9 });
  const found = accounts.filter(({ deactivatedAt }) => deactivatedAt === null)
    .map(({ id, name, role }) => ({ id, name, role }));
  return { pages: await Promise.all(pages), sessions: await Promise.all(sessions), found };
}

Deno.test("once a change is acknowledged nothing kept says otherwise, whoever reads meanwhile", async () => {
  await using subject = await openSqliteSubject();
  const { store } = subject;
  for (const room of ROOMS) await store.createRoom(newRoom(room));
  await store.claim(newAccount(ann, { role: "owner" }));
  await claimAll(store, bob);
  await store.createGuest(cem, newSession("c", cem.id));
  const batches = fc.array(fc.array(steps, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(batches, async (batches) => {
      for (const batch of batches) {
        const meanwhile = ask(store);
        // A session that is there already can't be added again.
        const changes = Promise.allSettled(batch.map((step) => step(store)));
        const during = ask(store);
        await changes;
        assertEquals(await ask(store), await read(store));
        await Promise.all([meanwhile, during]);
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("an account that a guest becomes, and a room that is made, are seen by who asked before", async () => {
  await using subject = await openSqliteSubject();
  const { store } = subject;
  await store.createGuest(cem, newSession("c", cem.id));
  assertEquals(await store.snapshot("general", LIMIT), null);
  await store.createRoom(newRoom("general"));
  await store.append([post(cem, "a")]);
  await ask(store);
  await store.claim(newAccount({ ...cem, name: "Djem" }));
  const { pages: [page], sessions: [, , session] } = await ask(store);
  assertEquals(page?.messages[0]?.user.name, "Djem");
  assertEquals([session?.account.name, session?.account.role], ["Djem", "member"]);
});

Deno.test("what has not changed is not read again", async () => {
  await using subject = await openSqliteSubject();
  const { store } = subject;
  for (const room of ROOMS) await store.createRoom(newRoom(room));
  const general = await store.snapshot("general", LIMIT);
  await store.append([post(ann, "a", { room: "ops" })]);
  assertEquals(await store.snapshot("general", LIMIT) === general, true);
});

Deno.test("what somebody has chosen is news to their own sessions, and no other is read again", async () => {
  await using subject = await openSqliteSubject();
  const { store } = subject;
  await claimAll(store, ann, bob);
  for (const id of ["a", "b"]) await store.addSession(newSession(id, OWNERS[id]!.id));
  const find = (id: string) => store.findSession(`token of ${id}`);
  const [mine, others] = [await find("a"), await find("b")];
  assertEquals(mine?.settings, null);
  await store.keepSettings(ann.id, { ...DEFAULT_SETTINGS, theme: "dark" });
  assertEquals((await find("a"))?.settings?.theme, "dark");
  assertEquals(await find("b") === others, true);
});

Deno.test("a session that is used or ended drops no other one, kept or being read", () => {
  const reads = new CachedReads();
  const forgets = (call: unknown) => call as { stale: (...args: unknown[]) => void };
  const { touchSession, endSessions, addSession } = sessionCalls;
  let count = 0;
  const ask = (token: string) =>
    void reads.sessions.get(token, () => {
      count++;
      return new Promise(() => {});
    });
  for (const token of ["a", "b", "c", "d"]) ask(token);
  forgets(touchSession).stale(reads, ["b", MADE_AT, ""], undefined);
  forgets(endSessions).stale(reads, ["u", null], [{ id: "1", tokenHash: "c" }]);
  const begun = { tokenHash: "new" };
  forgets(addSession).stale(reads, [begun], [{ id: "2", tokenHash: "d" }]);
  ask("a");
  assertEquals(count, 4);
  for (const token of ["b", "c", "d"]) ask(token);
  assertEquals(count, 7);
  // When nobody can say which have ended, all have to be read again.
  forgets(endSessions).stale(reads, ["u", null], undefined);
  ask("a");
  assertEquals(count, 8);
});
