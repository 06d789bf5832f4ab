import { assertEquals } from "@std/assert";
import type { AccountEffects, AccountPatch } from "../../../accounts/ports.ts";
import { audited, claimAll, MADE_AT, newAccount, newSession, note, verdict } from "./people.ts";
import {
  type Adapter,
  ann,
  bob,
  cem,
  type OpenSubject,
  storageError,
  type Test,
} from "./subject.ts";

const LATER = MADE_AT + 60_000;
const TRIES = 40;

/** What goes with a change of an account: all of it, or nothing. */
export function effectsContract(test: Test, open: OpenSubject): void {
  /** Ann and Bob have accounts, sessions (a1, a2, b1) and links to reset their passwords. */
  async function openWithSessions() {
    const subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    for (const [id, user] of [["a1", ann], ["a2", ann], ["b1", bob]] as const) {
      await store.addSession(newSession(id, user.id));
    }
    for (const user of [ann, bob]) await addReset(store, user.id);
    return subject;
  }

  async function addReset(store: Adapter, userId: string) {
    const made = { createdBy: null, createdAt: MADE_AT, expiresAt: LATER };
    const what = { kind: "reset", role: null, userId, usesLeft: 1, note: "" } as const;
    await store.addLink({
      id: `reset of ${userId}`,
      tokenHash: `link of ${userId}`,
      ...made,
      ...what,
    });
  }

  async function sessionsOf(store: Adapter, userId: string) {
    return (await store.listSessions(userId)).map(({ id }) => id).sort();
  }

  async function resetsOf(store: Adapter) {
    return (await store.listLinks("reset", MADE_AT)).map(({ userId }) => userId);
  }

  test("a password is set by a link with all that goes with it, once", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    const set = (session: string) =>
      store.updateAccount(ann.id, { password: `hash for ${session}` }, {
        spendLink: `link of ${ann.id}`,
        endSessions: true,
        endResetLinks: true,
        beginSession: newSession(session, ann.id),
        audit: note(ann.id),
      });
    const [first, second] = await Promise.all([set("a3"), set("a4")]);
    assertEquals(first.ok && first.endedSessions.toSorted(), ["a1", "a2"]);
    assertEquals(!second.ok && second.refusal, "link_gone");
    assertEquals((await store.findAccount(ann.id))?.password, "hash for a3");
    assertEquals([await sessionsOf(store, ann.id), await sessionsOf(store, bob.id)], [["a3"], [
      "b1",
    ]]);
    assertEquals(await resetsOf(store), [bob.id]);
    assertEquals(await audited(store), [`account.ban ${ann.id}`]);
  });

  test("an account is claimed with its session, and the guest's earlier ones end", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.createGuest(cem, newSession("guest", cem.id));
    const claim = (user = cem) =>
      store.claim(newAccount(user, { key: "cem" }), {
        endSessions: true,
        beginSession: newSession(`of ${user.id}`, user.id),
        audit: note(user.id),
      });
    assertEquals(await claim(), { ok: true, endedSessions: ["guest"] });
    assertEquals(await sessionsOf(store, cem.id), [`of ${cem.id}`]);
    assertEquals(await verdict(claim(bob)), "taken");
    assertEquals(await store.findSession(`token of of ${bob.id}`), null);
    assertEquals(await audited(store), [`account.ban ${cem.id}`]);
  });

  test("what is refused has no effects", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    await store.updateAccount(bob.id, { deactivatedAt: MADE_AT });
    const account = await store.findAccount(ann.id);
    const all: AccountEffects = {
      endSessions: true,
      endResetLinks: true,
      beginSession: newSession("new", ann.id),
      audit: note(ann.id),
    };
    type Asked = Parameters<Adapter["updateAccount"]>[2];
    const refused: [string, AccountPatch, Asked, string][] = [
      [ann.id, { name: "Bob", key: "bob" }, all, "taken"],
      [ann.id, { role: "admin" }, { ...all, ifPassword: "another" }, "outdated"],
      [ann.id, { role: "admin" }, { ...all, ifRole: "owner" }, "outdated"],
      [ann.id, { role: "admin" }, { ...all, spendLink: "unknown" }, "link_gone"],
      [bob.id, { password: "x" }, { ...all, beginSession: newSession("new", bob.id) }, "gone"],
      [ann.id, { deactivatedAt: MADE_AT }, all, "gone"],
      ["u_nobody", { role: "admin" }, all, "gone"],
    ];
    for (const [userId, patch, effects, refusal] of refused) {
      assertEquals(await verdict(store.updateAccount(userId, patch, effects)), refusal);
    }
    assertEquals(await store.findAccount(ann.id), account);
    assertEquals(await sessionsOf(store, ann.id), ["a1", "a2"]);
    assertEquals(await resetsOf(store), [bob.id, ann.id]);
    assertEquals(await audited(store), []);
  });

  test("what fails halfway has no effects", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    await storageError(store.updateAccount(ann.id, { role: "admin" }, {
      endSessions: true,
      beginSession: newSession("b1", ann.id), // Bob's, whose id is taken
    }));
    assertEquals((await store.findAccount(ann.id))?.role, "member");
    assertEquals(await sessionsOf(store, ann.id), ["a1", "a2"]);
  });

  test("a deactivated account has no session, and gets none", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    const entry = { audit: note(ann.id, { action: "account.deactivate" }) };
    const done = await store.updateAccount(ann.id, { deactivatedAt: MADE_AT }, entry);
    assertEquals(done.ok && done.endedSessions.toSorted(), ["a1", "a2"]);
    assertEquals((await store.addSession(newSession("a3", ann.id))).ok, false);
    await store.updateAccount(ann.id, { deactivatedAt: null });
    assertEquals(await sessionsOf(store, ann.id), []);
    assertEquals((await store.addSession(newSession("a3", ann.id))).ok, true);
    assertEquals(await audited(store), [`account.deactivate ${ann.id}`]);
  });

  test("a session that begins while its account is deactivated is gone when that is reactivated", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    for (let n = 0; n < TRIES; n++) {
      const calls = [
        () => store.addSession(newSession(`new ${n}`, ann.id)),
        () => store.updateAccount(ann.id, { deactivatedAt: MADE_AT }),
      ];
      await Promise.all((n % 2 ? calls : calls.toReversed()).map((call) => call()));
      await store.updateAccount(ann.id, { deactivatedAt: null });
      assertEquals(await sessionsOf(store, ann.id), []);
    }
  });

  test("a session begins only for the password that was checked, where one was", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    assertEquals((await store.addSession(newSession("a3", ann.id), "hash of ann")).ok, true);
    assertEquals((await store.addSession(newSession("a4", ann.id), "hash of somebody")).ok, false);
    assertEquals((await store.addSession(newSession("x", "u_nobody"))).ok, false);
    assertEquals(await sessionsOf(store, ann.id), ["a1", "a2", "a3"]);
  });

  test("ownership is handed over with its entry, and ends the heir's sessions alone", async () => {
    await using subject = await openWithSessions();
    const { store } = subject;
    await store.updateAccount(ann.id, { role: "owner" });
    const entry = note(bob.id, { action: "server.hand_over" });
    assertEquals(await store.handOver(ann.id, bob.id, entry), { ok: true, endedSessions: ["b1"] });
    assertEquals(await verdict(store.handOver(ann.id, bob.id, entry)), "unfit");
    assertEquals(await sessionsOf(store, ann.id), ["a1", "a2"]);
    assertEquals(await audited(store), [`server.hand_over ${bob.id}`]);
  });
}
