import { assertEquals } from "@std/assert";
import type { AccountPatch, StoredAccount } from "../../../accounts/ports.ts";
import type { User } from "../../../protocol/entities.ts";
import { asMember, claimAll, MADE_AT, newAccount, newSession, note, verdict } from "./people.ts";
import {
  ann,
  applied,
  apply,
  bob,
  cem,
  type OpenSubject,
  openWithRooms,
  post,
  readAll,
  storageError,
  type Test,
} from "./subject.ts";

const LATER = MADE_AT + 60_000;
const HANDED = note("server", { action: "server.hand_over" });

/** Names that are claimed. */
export function accountsContract(test: Test, open: OpenSubject): void {
  const annsAccount: StoredAccount = {
    ...ann,
    role: "member",
    password: "hash of ann",
    createdAt: MADE_AT,
    deactivatedAt: null,
  };

  /** With a link of the given uses, whose token is hashed to "invite". */
  async function openWithLink(usesLeft: number, expiresAt = LATER) {
    const subject = await open();
    const made = { createdBy: "u_admin", createdAt: MADE_AT, expiresAt };
    const what = { kind: "invite", role: "member", userId: null, usesLeft, note: "" } as const;
    await subject.store.addLink({ id: "l_1", tokenHash: "invite", ...made, ...what });
    return subject;
  }

  test("an account is found by its key and by its id, also after the store was opened again", async () => {
    await using subject = await open();
    assertEquals(await subject.store.findByKey("ann"), null);
    assertEquals(await verdict(subject.store.claim(newAccount(ann))), "ok");
    await subject.reopen();
    assertEquals(await subject.store.findByKey("ann"), annsAccount);
    assertEquals(await subject.store.findAccount(ann.id), annsAccount);
    assertEquals(await subject.store.findByKey("Ann"), null);
  });

  test("a key is claimed once, and who comes second is not written", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    assertEquals(await verdict(store.claim(newAccount(bob, { key: "ann" }))), "taken");
    assertEquals(await store.findByKey("ann"), annsAccount);
    assertEquals(await store.findAccount(bob.id), null);
  });

  test("of those who would be the owner at once one is, and the others are not written", async () => {
    await using subject = await open();
    const { store } = subject;
    const people = [ann, bob, cem];
    const claim = (user: User) => verdict(store.claim(newAccount(user, { role: "owner" })));
    assertEquals((await Promise.all(people.map(claim))).sort(), ["link_gone", "link_gone", "ok"]);
    const found = await Promise.all(people.map(({ id }) => store.findAccount(id)));
    assertEquals(found.filter((it) => it !== null).length, 1);
    assertEquals(await store.findOwner(), found.find((it) => it !== null)!);
  });

  test("of claims of one key in one tick one wins", async () => {
    await using subject = await open();
    const { store } = subject;
    const people = [ann, bob, cem];
    const answers = await Promise.all(
      people.map((user) => verdict(store.claim(newAccount(user, { key: "one" })))),
    );
    assertEquals(answers, ["ok", "taken", "taken"]);
    assertEquals((await store.findByKey("one"))?.id, ann.id);
  });

  test("a guest who claims a name keeps their id, messages, session and age", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.createGuest(bob, newSession("s", bob.id, { createdAt: 1234 }));
    await apply(store, post(bob, "a"));
    const bobby = { id: bob.id, name: "Bobby" };
    assertEquals(await verdict(store.claim(newAccount(bobby, { key: "bobby" }))), "ok");
    const found = await store.findByKey("bobby");
    assertEquals([found?.id, found?.createdAt, found?.role], [bob.id, 1234, "member"]);
    assertEquals((await readAll(store, "general", 9))[0]?.user, bobby);
    assertEquals((await store.findSession("token of s"))?.account, found);
  });

  test("what somebody wrote tells their role as it is now, of a member none", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const role = async () => (await readAll(store, "general", 9))[0]?.user.role;
    await apply(store, post(bob, "a"));
    assertEquals(await role(), "guest");
    await claimAll(store, bob);
    assertEquals(await role(), undefined);
    assertEquals(await verdict(store.updateAccount(bob.id, { role: "admin" })), "ok");
    assertEquals(await role(), "admin");
    assertEquals((await applied(store, post(bob, "b"))).message.user.role, "admin");
  });

  test("neither an account nor a named guest is claimed by a second claim of its id", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    const named = await store.namedGuest({ id: "u_named", name: "Program" });
    const again = newAccount(ann, { key: "other", password: "stolen" });
    assertEquals(await verdict(store.claim(again)), "taken");
    assertEquals(await verdict(store.claim(newAccount(named))), "taken");
    assertEquals(await store.findAccount(ann.id), annsAccount);
    assertEquals((await store.findAccount(named.id))?.role, "guest");
  });

  test("a claim with a link uses it up", async () => {
    await using subject = await openWithLink(2);
    const { store } = subject;
    assertEquals(await verdict(store.claim(newAccount(ann), { spendLink: "invite" })), "ok");
    assertEquals((await store.findLink("invite"))?.usesLeft, 1);
    assertEquals(await verdict(store.claim(newAccount(bob), { spendLink: "invite" })), "ok");
    assertEquals(await verdict(store.claim(newAccount(cem), { spendLink: "invite" })), "link_gone");
    assertEquals(await store.findAccount(cem.id), null);
  });

  test("a link of one use makes one account, whoever comes in the same tick", async () => {
    await using subject = await openWithLink(1);
    const { store } = subject;
    const people = [ann, bob, cem];
    const answers = await Promise.all(
      people.map((user) => verdict(store.claim(newAccount(user), { spendLink: "invite" }))),
    );
    assertEquals(answers, ["ok", "link_gone", "link_gone"]);
    assertEquals(await store.findByKey("bob"), null);
  });

  test("a link that expired or was never made makes no account", async () => {
    await using subject = await openWithLink(1, MADE_AT);
    const { store } = subject;
    assertEquals(await verdict(store.claim(newAccount(ann), { spendLink: "invite" })), "link_gone");
    assertEquals(
      await verdict(store.claim(newAccount(ann), { spendLink: "unknown" })),
      "link_gone",
    );
    assertEquals(await store.findAccount(ann.id), null);
  });

  test("a claim of a taken key does not use up its link", async () => {
    await using subject = await openWithLink(1);
    const { store } = subject;
    await claimAll(store, ann);
    assertEquals(
      await verdict(store.claim(newAccount(bob, { key: "ann" }), { spendLink: "invite" })),
      "taken",
    );
    assertEquals((await store.findLink("invite"))?.usesLeft, 1);
  });

  test("an update changes what it names and nothing else", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    const bobs = await store.findAccount(bob.id);
    let expected = annsAccount;
    const patches: AccountPatch[] = [
      { name: "Anna", key: "anna" },
      { password: "another hash" },
      { role: "admin" },
      { deactivatedAt: LATER },
      { role: "member" },
      { deactivatedAt: null },
      {},
    ];
    for (const { key, ...patch } of patches) {
      assertEquals(await verdict(store.updateAccount(ann.id, { key, ...patch })), "ok");
      expected = { ...expected, ...patch };
      assertEquals(await store.findByKey("anna"), expected);
    }
    assertEquals(await store.findAccount(bob.id), bobs);
  });

  test("a name that was given up can be claimed by somebody else", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    await store.updateAccount(ann.id, { name: "Anna", key: "anna" });
    assertEquals(await store.findByKey("ann"), null);
    assertEquals(await verdict(store.claim(newAccount(bob, { key: "ann" }))), "ok");
  });

  test("an update to a key of somebody else's changes nothing, to one's own it does", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    const patch = { name: "Bob", key: "bob", role: "admin" } as const;
    assertEquals(await verdict(store.updateAccount(ann.id, patch)), "taken");
    assertEquals(await store.findAccount(ann.id), annsAccount);
    assertEquals(await verdict(store.updateAccount(ann.id, { name: "ANN", key: "ann" })), "ok");
    assertEquals((await store.findByKey("ann"))?.name, "ANN");
  });

  test("neither a guest nor nobody is updated", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.createGuest(ann, newSession("s", ann.id));
    const before = await store.findAccount(ann.id);
    for (const id of [ann.id, "u_nobody"]) {
      assertEquals(await verdict(store.updateAccount(id, { name: "Anna", key: "anna" })), "gone");
      assertEquals(
        await verdict(store.updateAccount(id, { role: "admin", password: "x" })),
        "gone",
      );
    }
    assertEquals(await store.findAccount(ann.id), before);
  });

  test("a post under way when its author is renamed leaves the new name", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, ann);
    const anna = asMember({ ...ann, name: "Anna" });
    const [, , answers] = await Promise.all([
      store.append([post(ann, "a")]),
      store.updateAccount(ann.id, { name: "Anna", key: "anna" }),
      store.append([post(ann, "b")]),
    ]);
    assertEquals(answers.map((answer) => answer.ok && answer.message.user), [anna]);
    assertEquals((await readAll(store, "general", 9)).map(({ user }) => user), [anna, anna]);
  });

  test("the owner is the one account of that role", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.createGuest(bob, newSession("s", bob.id));
    await store.claim(newAccount(cem, { role: "admin" }));
    assertEquals(await store.findOwner(), null);
    await store.claim(newAccount(ann, { role: "owner" }));
    assertEquals(await store.findOwner(), { ...annsAccount, role: "owner" });
  });

  test("ownership is handed over in one step, and the old owner is an admin", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.claim(newAccount(ann, { role: "owner" }));
    await claimAll(store, bob, cem);
    assertEquals(await verdict(store.handOver(ann.id, bob.id, HANDED)), "ok");
    const roles = async () =>
      await Promise.all([ann, bob, cem].map(async ({ id }) => (await store.findAccount(id))?.role));
    assertEquals(await roles(), ["admin", "owner", "member"]);
    assertEquals(
      await verdict(store.handOver(ann.id, cem.id, HANDED)),
      "unfit",
      "who is not the owner any more",
    );
    assertEquals(await roles(), ["admin", "owner", "member"]);
  });

  test("ownership goes to no guest, to nobody unknown or deactivated, and not to the owner", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.claim(newAccount(ann, { role: "owner" }));
    await claimAll(store, bob);
    await store.updateAccount(bob.id, { deactivatedAt: LATER });
    await store.createGuest(cem, newSession("s", cem.id));
    for (const heir of [bob.id, cem.id, "u_nobody", ann.id]) {
      assertEquals(await verdict(store.handOver(ann.id, heir, HANDED)), "unfit", heir);
    }
    assertEquals((await store.findOwner())?.id, ann.id);
  });

  test("of two who are handed ownership in one tick one is the owner", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.claim(newAccount(ann, { role: "owner" }));
    await claimAll(store, bob, cem);
    const handed = [bob, cem].map((heir) => verdict(store.handOver(ann.id, heir.id, HANDED)));
    assertEquals(await Promise.all(handed), ["ok", "unfit"]);
    assertEquals((await store.findOwner())?.id, bob.id);
  });

  test("every call about people after close rejects with a StorageError", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.close();
    const calls = [
      () => store.createGuest(ann, newSession("s", ann.id)),
      () => store.namedGuest(ann),
      () => store.findByKey("ann"),
      () => store.claim(newAccount(ann)),
      () => store.updateAccount(ann.id, { role: "admin" }),
      () => store.addSession(newSession("s", ann.id)),
      () => store.findSession("token"),
      () => store.endSessions(ann.id, null),
      () => store.removeLink("l_1"),
      () => store.listBans(0),
      () => store.listAudit(null, 1),
    ];
    for (const call of calls) await storageError(call());
  });
}
