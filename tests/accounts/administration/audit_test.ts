import { assert, assertEquals } from "@std/assert";
import { StorageError } from "../../../hub/ports/store.ts";
import {
  codeOf,
  ELSEWHERE,
  good,
  HERE,
  openTestAccounts,
  PASSWORD,
} from "../open_test_accounts.ts";

Deno.test("whatever an admin does is written down: who, what, to whom, and how", async () => {
  await using open = await openTestAccounts();
  const { accounts } = open;
  const owner = await open.setUp("Olga");
  const ada = await open.register("Ada");
  const { id } = ada.account;
  const invite = good(
    await accounts.administration.invite(owner, { role: "admin", uses: 2, days: 7 }),
  );
  good(await accounts.administration.withdrawInvite(owner, invite.link.id));
  good(await accounts.administration.resetLink(owner, id));
  const byUser = await open.ban(owner, { userId: id, reason: "spam", hours: 2 });
  good(await accounts.moderation.unban(owner, byUser.id));
  const { address } = ELSEWHERE;
  good(await accounts.moderation.ban(owner, { addresses: [address], reason: "", hours: null }));
  good(await accounts.administration.deactivate(owner, id));
  good(await accounts.administration.deactivate(owner, id));
  good(await accounts.administration.reactivate(owner, id));
  good(await accounts.administration.setRole(owner, id, "admin"));
  good(await accounts.administration.setRole(owner, id, "admin"));
  good(await accounts.administration.setRole(owner, id, "owner"));
  const newOwner = good(await open.signIn("Ada"));
  const { entries, more } = good(await accounts.audit.read(newOwner));
  assertEquals(more, false);
  assertEquals(new Set(entries.map(({ actorName }) => actorName)), new Set(["Olga"]));
  assertEquals(new Set(entries.map(({ at }) => at)), new Set([open.clock.now()]));
  assertEquals(
    entries.toReversed().map(({ action, target, details }) => [action, target, details]),
    [
      ["invite.create", invite.link.id, { role: "admin", uses: 2, days: 7 }],
      ["invite.withdraw", invite.link.id, {}],
      ["account.reset_link", id, { name: "Ada" }],
      ["ban.create", id, { name: "Ada", hours: 2, reason: "spam" }],
      ["ban.lift", id, { name: "Ada" }],
      ["ban.create", address, { name: null, hours: null, reason: "" }],
      ["account.deactivate", id, { name: "Ada" }],
      ["account.reactivate", id, { name: "Ada" }],
      ["account.role", id, { name: "Ada", from: "member", to: "admin" }],
      ["server.hand_over", id, { name: "Ada" }],
    ],
  );
  assertEquals(codeOf(await accounts.audit.read(owner)), "forbidden", "an admin now");
});

Deno.test("the audit log is read page by page, without a gap", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const actor = owner.account.id;
  await open.store.addBans([], {
    audit: Array.from({ length: 120 }, (_, i) => ({
      at: 0,
      actor,
      action: "message.delete",
      target: "general",
      details: { seq: i + 1 },
    })),
  });
  const seqs: unknown[] = [];
  let before: number | undefined;
  let pages = 0;
  for (let more = true; more; pages++) {
    const page = good(await open.accounts.audit.read(owner, before));
    seqs.push(...page.entries.map(({ details }) => details.seq));
    before = page.entries.at(-1)!.id;
    more = page.more;
  }
  assertEquals(pages, 3);
  assertEquals(seqs, Array.from({ length: 120 }, (_, i) => 120 - i));
});

Deno.test("no password and no token is in the log, the audit log or what is told", async () => {
  let fails = false;
  await using open = await openTestAccounts({
    wrap: (store) => ({
      touchSession: (...use) =>
        fails
          ? Promise.reject(new StorageError("the disk is full", true))
          : store.touchSession(...use),
    }),
  });
  const { accounts } = open;
  const next = "another velvet anchor";
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  fails = true;
  await accounts.signingIn.findSession(owner.token);
  await open.signIn("Ada", "not the password");
  await open.signIn("Ada", "x");
  const changed = good(
    await accounts.ownAccount.changePassword(ada, { current: PASSWORD, next }, HERE),
  );
  const invite = good(
    await accounts.administration.invite(owner, { role: "member", uses: 1, days: 1 }),
  );
  const reset = good(await accounts.administration.resetLink(owner, ada.account.id));
  good(await accounts.ownAccount.resetPassword(reset.token, `${next} 2`, HERE));
  const { entries } = good(await accounts.audit.read(owner));
  const written = JSON.stringify([open.logged, open.published, entries]);
  assert(open.logged.length > 0 && entries.length > 0 && open.published.length > 0);
  const { password } = (await open.store.findAccount(ada.account.id))!;
  const tokens = [owner, ada, changed, invite, reset].map(({ token }) => token);
  for (const secret of [PASSWORD, next, "not the password", password!, ...tokens]) {
    assert(!written.includes(secret), secret);
  }
});

Deno.test("who is sent away is told only what was stored", async () => {
  let fails = false;
  const refuse = () => Promise.reject(new StorageError("the disk is full", true));
  await using open = await openTestAccounts({
    wrap: (store) => ({
      updateAccount: (...call) => fails ? refuse() : store.updateAccount(...call),
      addBans: (...call) => fails ? refuse() : store.addBans(...call),
      endSessions: (...call) => fails ? refuse() : store.endSessions(...call),
    }),
  });
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  open.published.length = 0;
  fails = true;
  const userId = ada.account.id;
  const { address } = ELSEWHERE;
  const acts = [
    () => open.accounts.administration.deactivate(owner, userId),
    () => open.accounts.moderation.ban(owner, { userId, reason: "", hours: 1 }),
    () => open.accounts.moderation.ban(owner, { addresses: [address], reason: "", hours: 1 }),
    () => open.accounts.administration.setRole(owner, userId, "admin"),
    () => open.accounts.ownAccount.rename(ada, "Eve"),
    () => open.accounts.ownAccount.endSessions(ada, "all"),
  ];
  for (const act of acts) {
    const error = await act().then(() => null, (error: unknown) => error);
    assert(error instanceof StorageError);
  }
  assertEquals(open.published, []);
  assertEquals(open.accounts.moderation.banOf(address), null);
  assert(await open.accounts.signingIn.findSession(ada.token));
});
