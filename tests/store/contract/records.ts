import { assertEquals } from "@std/assert";
import type { AuditEntry, Ban } from "../../../accounts/ports.ts";
import { MADE_AT } from "./people.ts";
import type { OpenSubject } from "./subject.ts";

/** Bans and the audit. */
export function recordsContract(name: string, open: OpenSubject): void {
  const test = (sentence: string, run: () => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, run);

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

  const entry = (target: string, details: AuditEntry["details"] = {}): AuditEntry => ({
    at: MADE_AT,
    actor: "u_admin",
    action: "account.ban",
    target,
    details,
  });

  test("the bans that hold are listed newest first, as they were set", async () => {
    await using subject = await open();
    const bans = [
      ban("b_1", { createdAt: MADE_AT + 9 }),
      ban("b_2", { userId: "u_ann", address: null, expiresAt: MADE_AT + 100 }),
      ban("b_3", { reason: "" }),
    ];
    for (const each of bans) await subject.store.addBan(each);
    await subject.reopen();
    const [first, second, third] = bans;
    assertEquals(await subject.store.listBans(MADE_AT + 99), [first!, third!, second!]);
    assertEquals(await subject.store.listBans(MADE_AT + 100), [first!, third!]);
  });

  test("a ban that was lifted does not hold", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.addBan(ban("b_1"));
    await store.addBan(ban("b_2"));
    assertEquals(await store.removeBan("b_1"), true);
    assertEquals(await store.removeBan("b_1"), false);
    assertEquals((await store.listBans(MADE_AT)).map(({ id }) => id), ["b_2"]);
  });

  test("the audit is read newest first, page by page, without a gap", async () => {
    await using subject = await open();
    const { store } = subject;
    const targets = Array.from({ length: 7 }, (_, n) => `u_${n}`);
    for (const target of targets) await store.addAudit(entry(target));
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
    await subject.store.addAudit(entry("u_ann", details));
    await subject.reopen();
    const [kept] = await subject.store.listAudit(null, 9);
    assertEquals(kept, { ...entry("u_ann", details), id: kept!.id });
  });
}
