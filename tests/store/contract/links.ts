import { assertEquals } from "@std/assert";
import type { AccountStore, NewLink } from "../../../accounts/ports.ts";
import { audited, MADE_AT, newAccount, note, verdict } from "./people.ts";
import type { OpenSubject, Test } from "./subject.ts";

const EXPIRES_AT = MADE_AT + 60_000;

/** One-time links. */
export function linksContract(test: Test, open: OpenSubject): void {
  const invite = (id: string, more: Partial<NewLink> = {}): NewLink => ({
    id,
    tokenHash: `token of ${id}`,
    kind: "invite",
    createdBy: "u_admin",
    createdAt: MADE_AT,
    expiresAt: EXPIRES_AT,
    usesLeft: 1,
    role: "member",
    userId: null,
    note: "",
    ...more,
  });

  test("a link is found by its token as it was made", async () => {
    await using subject = await open();
    const links = [
      invite("l_1", { note: "for the crew" }),
      invite("l_2", { kind: "setup", createdBy: null, role: null }),
      invite("l_3", { kind: "reset", role: null, userId: "u_ann" }),
    ];
    for (const link of links) await subject.store.addLink(link);
    await subject.reopen();
    for (const { tokenHash, ...link } of links) {
      assertEquals(await subject.store.findLink(tokenHash), link);
    }
    assertEquals(await subject.store.findLink("l_1"), null);
  });

  /** Spends a link on an account of an id of its own. */
  let accounts = 0;
  const spend = (store: AccountStore, spendLink: string) => {
    const user = { id: `u_${++accounts}`, name: `Somebody ${accounts}` };
    return verdict(store.claim(newAccount(user), { spendLink }));
  };

  test("a link can be spent as often as it has uses, however many come at once", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_1", { usesLeft: 2 }));
    await store.addLink(invite("l_2"));
    const spent = await Promise.all(Array.from({ length: 5 }, () => spend(store, "token of l_1")));
    assertEquals(spent, ["ok", "ok", "link_gone", "link_gone", "link_gone"]);
    assertEquals((await store.findLink("token of l_1"))?.usesLeft, 0);
    assertEquals((await store.findLink("token of l_2"))?.usesLeft, 1);
  });

  test("a link can be spent before it expires and not from then on", async () => {
    await using subject = await open();
    const { store, clock } = subject;
    await store.addLink(invite("l_1", { usesLeft: 9 }));
    clock.ms = EXPIRES_AT - 1;
    assertEquals(await spend(store, "token of l_1"), "ok");
    clock.ms = EXPIRES_AT;
    assertEquals(await spend(store, "token of l_1"), "link_gone");
    assertEquals(await spend(store, "unknown"), "link_gone");
    assertEquals((await store.findLink("token of l_1"))?.usesLeft, 8);
  });

  test("the links of a kind that can still be used are listed newest first", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_old", { createdAt: MADE_AT - 1 }));
    await store.addLink(invite("l_spent"));
    await store.addLink(invite("l_expired", { expiresAt: MADE_AT }));
    await store.addLink(invite("l_setup", { kind: "setup" }));
    await store.addLink(invite("l_new"));
    await store.addLink(invite("l_newest"));
    await spend(store, "token of l_spent");
    const ids = (await store.listLinks("invite", MADE_AT)).map(({ id }) => id);
    assertEquals(ids, ["l_newest", "l_new", "l_old"]);
    assertEquals((await store.listLinks("setup", MADE_AT)).map(({ id }) => id), ["l_setup"]);
    assertEquals(await store.listLinks("reset", MADE_AT), []);
  });

  test("a link that is removed can't be spent", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_1"));
    await store.addLink(invite("l_2"));
    assertEquals(await store.removeLink("l_1"), true);
    assertEquals(await store.removeLink("l_1"), false);
    assertEquals(await spend(store, "token of l_1"), "link_gone");
    assertEquals(await spend(store, "token of l_2"), "ok");
  });

  test("a link that replaces others ends those of its kind for the same user, and no more", async () => {
    await using subject = await open();
    const { store } = subject;
    const reset = (id: string, userId: string) => invite(id, { kind: "reset", role: null, userId });
    for (const link of [reset("l_1", "u_ann"), reset("l_2", "u_bob"), invite("l_3")]) {
      await store.addLink(link);
    }
    await store.addLink(reset("l_4", "u_ann"), { replaces: true });
    await store.addLink(invite("l_5"), { replaces: true });
    const kinds = [
      await store.listLinks("reset", MADE_AT),
      await store.listLinks("invite", MADE_AT),
    ];
    assertEquals(kinds.map((links) => links.map(({ id }) => id)), [["l_4", "l_2"], ["l_5"]]);
  });

  test("a link is made and removed with its entry of the audit log, which tells of nothing else", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addLink(invite("l_1"), { audit: note("l_1", { action: "invite.create" }) });
    const withdrawn = note("l_1", { action: "invite.withdraw" });
    for (const removed of [true, false]) {
      assertEquals(await store.removeLink("l_1", withdrawn), removed);
    }
    assertEquals(await audited(store), ["invite.create l_1", "invite.withdraw l_1"]);
  });
}
