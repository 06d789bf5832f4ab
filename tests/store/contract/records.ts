import { assertEquals } from "@std/assert";
import type { Ban } from "../../../accounts/ports.ts";
import type { Erasure } from "../../../hub/ports/store.ts";
import { audited, MADE_AT, note } from "./people.ts";
import { type OpenSubject, storageError, type Test } from "./subject.ts";

/** Bans and the audit. */
export function recordsContract(test: Test, open: OpenSubject): void {
  const ban = (id: string, more: Partial<Ban> = {}): Ban => ({
    id,
    userId: null,
    address: "192.0.2.7",
    reason: "spam",
    createdBy: "u_admin",
    createdAt: MADE_AT,
    expiresAt: null,
    ...more,
  });

  test("the bans that hold are listed newest first, as they were set", async () => {
    await using subject = await open();
    const bans = [
      ban("b_1", { createdAt: MADE_AT + 9 }),
      ban("b_2", { userId: "u_ann", address: null, expiresAt: MADE_AT + 100 }),
      ban("b_3", { reason: "" }),
    ];
    for (const each of bans) await subject.store.addBans([each], { audit: [] });
    await subject.reopen();
    const [first, second, third] = bans;
    assertEquals(await subject.store.listBans(MADE_AT + 99), [first!, third!, second!]);
    assertEquals(await subject.store.listBans(MADE_AT + 100), [first!, third!]);
  });

  test("a ban that was lifted does not hold", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addBans([ban("b_1"), ban("b_2")], { audit: [] });
    assertEquals(await store.removeBan("b_1"), true);
    assertEquals(await store.removeBan("b_1"), false);
    assertEquals((await store.listBans(MADE_AT)).map(({ id }) => id), ["b_2"]);
  });

  test("bans that belong together are set with the erasure and with what tells of them", async () => {
    await using subject = await open();
    const { store } = subject;
    const erasure: Erasure = { userId: "u_ann", actor: "u_admin", at: MADE_AT };
    await store.addBans([ban("b_1", { userId: "u_ann", address: null }), ban("b_2")], {
      erasure,
      audit: [note("u_ann"), note("192.0.2.7")],
    });
    assertEquals((await store.listBans(MADE_AT)).length, 2);
    assertEquals(await store.pendingErasures(), [erasure]);
    assertEquals(await audited(store), ["account.ban u_ann", "account.ban 192.0.2.7"]);
    // One id a second time: nothing of this is written.
    const again = { erasure: { ...erasure, userId: "u_bob" }, audit: [note("u_bob")] };
    await storageError(store.addBans([ban("b_3"), ban("b_1")], again));
    assertEquals((await store.listBans(MADE_AT)).length, 2);
    assertEquals(await store.pendingErasures(), [erasure]);
    assertEquals((await audited(store)).length, 2);
  });

  test("a ban is lifted with its entry of the audit log, which tells of nothing else", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addBans([ban("b_1")], { audit: [] });
    for (const lifted of [true, false]) {
      assertEquals(await store.removeBan("b_1", note("192.0.2.7")), lifted);
    }
    assertEquals(await audited(store), ["account.ban 192.0.2.7"]);
  });

  test("the audit is read newest first, page by page, without a gap", async () => {
    await using subject = await open();
    const { store } = subject;
    const targets = Array.from({ length: 7 }, (_, n) => `u_${n}`);
    for (const target of targets) await store.addBans([], { audit: [note(target)] });
    const read: string[] = [];
    let before: number | null = null;
    for (const length of [3, 3, 1, 0]) {
      const page = await store.listAudit(before, 3);
      assertEquals(page.length, length);
      read.push(...page.map(({ target }) => target));
      before = page.at(-1)?.id ?? null;
    }
    assertEquals(read, targets.toReversed());
  });

  test("an entry of the audit comes back as it was, also after the store was opened again", async () => {
    await using subject = await open();
    const details = { hours: 24, reason: `"spam"; '--\u0000 🦊`, silent: false, until: null };
    const entry = note("u_ann", { details });
    await subject.store.addBans([], { audit: [entry] });
    await subject.reopen();
    const [kept] = await subject.store.listAudit(null, 9);
    assertEquals(kept, { ...entry, id: kept!.id });
  });
}
