import { assertEquals } from "@std/assert";
import { SESSIONS_PER_USER } from "../../../protocol/limits.ts";
import { claimAll, MADE_AT, newSession } from "./people.ts";
import { ann, bob, type OpenSubject, type Test } from "./subject.ts";

/** How somebody stays signed in. */
export function sessionsContract(test: Test, open: OpenSubject): void {
  /** Ann has the sessions a1, a2 and a3, last used at 1000, 3000 and 2000; Bob has b1. */
  async function openWithSessions() {
    const subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    for (const id of ["a1", "a2", "a3"]) {
      await store.addSession(newSession(id, ann.id, { createdAt: 1000 }));
    }
    await store.addSession(newSession("b1", bob.id, { createdAt: 1000 }));
    await store.touchSession("token of a2", 3000, "192.0.2.2");
    await store.touchSession("token of a3", 2000, "192.0.2.3");
    const listed = async (user = ann) =>
      (await subject.store.listSessions(user.id)).map(({ id }) => id);
    return { subject, listed };
  }

  test("a session is found by its token alone, with its account", async () => {
    await using subject = await open();
    await claimAll(subject.store, ann);
    await subject.store.addSession(newSession("s", ann.id));
    await subject.reopen();
    const { store } = subject;
    const { tokenHash, ...session } = newSession("s", ann.id);
    assertEquals(await store.findSession(tokenHash), {
      session: { ...session, lastUsedAt: MADE_AT },
      account: (await store.findByKey("ann"))!,
      settings: null,
    });
    for (const other of ["", "s", ann.id, tokenHash.toUpperCase(), `${tokenHash} `]) {
      assertEquals(await store.findSession(other), null, other);
    }
  });

  test("a session of a user who is not known is not kept", async () => {
    await using subject = await open();
    await subject.store.addSession(newSession("s", "u_nobody"));
    assertEquals(await subject.store.findSession("token of s"), null);
  });

  test("sessions are listed newest use first, with where they were used", async () => {
    const { subject } = await openWithSessions();
    await using _ = subject;
    const sessions = await subject.store.listSessions(ann.id);
    assertEquals(sessions.map(({ id, lastUsedAt, address }) => [id, lastUsedAt, address]), [
      ["a2", 3000, "192.0.2.2"],
      ["a3", 2000, "192.0.2.3"],
      ["a1", 1000, "192.0.2.7"],
    ]);
    assertEquals(await subject.store.listSessions("u_nobody"), []);
  });

  test("a touch that comes late does not make a session older, and one of no session does nothing", async () => {
    const { subject } = await openWithSessions();
    await using _ = subject;
    await subject.store.touchSession("token of a2", 2500, "192.0.2.2");
    await subject.store.touchSession("token of unknown", 9000, "192.0.2.9");
    assertEquals((await subject.store.listSessions(ann.id))[0]?.lastUsedAt, 3000);
  });

  test("sessions that are in use without a request are noted where they were, and those that are gone stay so", async () => {
    const { subject } = await openWithSessions();
    await using _ = subject;
    const { store } = subject;
    const uses = ["a1", "a2", "gone"].map((sessionId) => ({ userId: ann.id, sessionId }));
    await store.touchSessions([...uses, { userId: bob.id, sessionId: "a3" }], 2_500);
    const sessions = await store.listSessions(ann.id);
    assertEquals(sessions.map(({ id, lastUsedAt, address }) => [id, lastUsedAt, address]), [
      ["a2", 3000, "192.0.2.2"],
      ["a1", 2500, "192.0.2.7"],
      ["a3", 2000, "192.0.2.3"],
    ]);
    const { accounts } = await store.listAccounts({ query: "", guests: true, offset: 0, limit: 9 });
    assertEquals(accounts.find(({ id }) => id === ann.id)?.lastUsedAt, 3000);
    assertEquals((await store.findSession("token of a1"))?.session.lastUsedAt, 2500);
  });

  test("of more than fifty sessions of a user those end that were not used for the longest, wherever one begins", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    const add = (id: string, at: number) =>
      store.addSession(newSession(id, ann.id, { createdAt: at }));
    await store.addSession(newSession("b1", bob.id, { createdAt: 1 }));
    for (let n = 1; n <= SESSIONS_PER_USER; n++) {
      assertEquals(await add(`a${n}`, 1_000 + n), { ok: true, endedSessions: [] });
    }
    await store.touchSession("token of a1", 9_000, "192.0.2.2");
    // Found, so that whatever remembers it has to forget it.
    assertEquals((await store.findSession("token of a2"))?.session.id, "a2");
    assertEquals(await add("new", 5_000), { ok: true, endedSessions: ["a2"] });
    assertEquals(await store.findSession("token of a2"), null);
    // The clock was set back: the newest still stays.
    assertEquals(await add("earlier", 1), { ok: true, endedSessions: ["a3"] });
    const effects = { beginSession: newSession("by password", ann.id, { createdAt: 6_000 }) };
    const set = await store.updateAccount(ann.id, { password: "another" }, effects);
    assertEquals(set, { ok: true, endedSessions: ["earlier"] });
    const left = await store.listSessions(ann.id);
    assertEquals(left.length, SESSIONS_PER_USER);
    assertEquals(left.slice(0, 3).map(({ id }) => id), ["a1", "by password", "new"]);
    assertEquals((await store.listSessions(bob.id)).map(({ id }) => id), ["b1"]);
  });

  test("sessions are ended by id, only one's own, and those that were are told", async () => {
    const { subject, listed } = await openWithSessions();
    await using _ = subject;
    const ended = await subject.store.endSessions(ann.id, ["a1", "a2", "b1", "unknown"]);
    assertEquals(ended.toSorted(), ["a1", "a2"]);
    assertEquals(await listed(), ["a3"]);
    assertEquals(await listed(bob), ["b1"]);
    assertEquals(await subject.store.findSession("token of a1"), null);
    assertEquals(await subject.store.endSessions(ann.id, ["a1"]), []);
    assertEquals(await subject.store.endSessions(ann.id, []), []);
    assertEquals(await listed(), ["a3"]);
  });

  test("all of one's sessions are ended but the one that is excepted", async () => {
    const { subject, listed } = await openWithSessions();
    await using _ = subject;
    const others = await subject.store.endSessions(ann.id, null, "a3");
    assertEquals(others.toSorted(), ["a1", "a2"]);
    assertEquals(await listed(), ["a3"]);
    assertEquals(await subject.store.endSessions(ann.id, null), ["a3"]);
    assertEquals(await listed(bob), ["b1"]);
  });

  test("sessions unused for long or made long ago are pruned, those at the bound are not", async () => {
    const { subject, listed } = await openWithSessions();
    await using _ = subject;
    const { store } = subject;
    const prune = async (lastUsedBefore: number, createdBefore: number) =>
      (await store.pruneSessions(null, { lastUsedBefore, createdBefore, limit: 9 })).removed;
    assertEquals(await prune(1000, 1000), 0);
    assertEquals(await prune(2000, 0), 2);
    assertEquals([await listed(), await listed(bob)], [["a2", "a3"], []]);
    await store.addSession(newSession("a4", ann.id, { createdAt: 2000 }));
    assertEquals(await prune(0, 2000), 2);
    assertEquals(await listed(), ["a4"]);
  });

  test("sessions are pruned a few at a time, each looked at once", async () => {
    const { subject, listed } = await openWithSessions();
    await using _ = subject;
    const before = { lastUsedBefore: 2500, createdBefore: 0, limit: 1 };
    const removed: number[] = [];
    let after: string | null = null;
    do {
      const step = await subject.store.pruneSessions(after, before);
      removed.push(step.removed);
      after = step.next;
    } while (after !== null);
    // a1, a2, a3 and b1 in the order of their tokens; then the end.
    assertEquals(removed, [1, 0, 1, 1, 0]);
    assertEquals([await listed(), await listed(bob)], [["a2"], []]);
    assertEquals(await subject.store.findSession("token of a1"), null);
  });
}
