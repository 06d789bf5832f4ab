import { assert, assertEquals } from "@std/assert";
import { codeOf, ELSEWHERE, good, HERE, openTestAccounts, PASSWORD } from "./open_test_accounts.ts";

Deno.test("people see their sessions and end one, the others or all", async () => {
  await using open = await openTestAccounts();
  const first = await open.register("Ada");
  open.clock.advance(1_000);
  const second = good(await open.signIn("Ada", PASSWORD, ELSEWHERE));
  open.clock.advance(1_000);
  const third = good(await open.signIn("Ada"));
  assertEquals(
    (await open.accounts.ownAccount.sessions(second)).map(({ id, device, address, current }) => ({
      id,
      device,
      address,
      current,
    })),
    [
      { id: third.sessionId, ...HERE, current: false },
      { id: second.sessionId, ...ELSEWHERE, current: true },
      { id: first.sessionId, ...HERE, current: false },
    ],
  );
  open.published.length = 0;
  await open.accounts.ownAccount.endSessions(second, [first.sessionId]);
  assertEquals(await open.accounts.signingIn.findSession(first.token), null);
  await open.accounts.ownAccount.endSessions(second, "others");
  assertEquals(await open.accounts.signingIn.findSession(third.token), null);
  assert(await open.accounts.signingIn.findSession(second.token));
  await open.accounts.ownAccount.endSessions(second, "all");
  assertEquals(await open.accounts.signingIn.findSession(second.token), null);
  assertEquals(
    open.published,
    [first, third, second].map(({ sessionId }) => ({
      type: "sessions.ended",
      sessionIds: [sessionId],
    })),
  );
});

Deno.test("nobody ends a session of another", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  const eve = await open.register("Eve");
  open.published.length = 0;
  await open.accounts.ownAccount.endSessions(eve, [ada.sessionId]);
  assert(await open.accounts.signingIn.findSession(ada.token));
  assertEquals(open.published, []);
});

Deno.test("another password ends every session, and gives a new one", async () => {
  await using open = await openTestAccounts();
  const one = await open.register("Ada");
  const other = good(await open.signIn("Ada", PASSWORD, ELSEWHERE));
  const form = { current: PASSWORD, next: "another velvet anchor" };
  const changed = good(await open.accounts.ownAccount.changePassword(one, form, HERE));
  for (const { token } of [one, other]) {
    assertEquals(await open.accounts.signingIn.findSession(token), null);
  }
  assert(await open.accounts.signingIn.findSession(changed.token));
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  assertEquals(codeOf(await open.signIn("Ada", form.next)), "ok");
});

Deno.test("a stolen session changes no password without the old one, and guesses it no faster than by signing in", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  const codes: string[] = [];
  for (let i = 0; i < 8; i++) {
    const form = { current: `guess number ${i}`, next: "another velvet anchor" };
    codes.push(codeOf(await open.accounts.ownAccount.changePassword(ada, form, HERE)));
  }
  assertEquals(codes.slice(5), ["wrong_credentials", "rate_limited", "rate_limited"]);
  assertEquals(codeOf(await open.signIn("Ada")), "rate_limited");
});

Deno.test("of two changes of a password at once one counts", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  const outcomes = await Promise.all(
    ["velvet anchor 1", "velvet anchor 2"].map((next) =>
      open.accounts.ownAccount.changePassword(ada, { current: PASSWORD, next }, HERE)
    ),
  );
  assertEquals(outcomes.map(codeOf).sort(), ["ok", "wrong_credentials"]);
});

Deno.test("a change of the name is told, and one signs in by the new one", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  open.published.length = 0;
  const account = good(await open.accounts.ownAccount.rename(ada, "Countess"));
  assertEquals(account, { ...ada.account, name: "Countess" });
  assertEquals(open.published, [
    { type: "account.changed", account },
    { type: "name.claimed", key: "countess", userId: account.id },
  ]);
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  assertEquals(codeOf(await open.signIn("Countess")), "ok");
  await open.register("Ada");
  assertEquals(good(await open.accounts.ownAccount.rename(ada, "COUNTESS")).name, "COUNTESS");
  const guest = good(await open.accounts.guests.create("Gast", HERE));
  assertEquals(codeOf(await open.accounts.ownAccount.rename(guest, "Other")), "forbidden");
});
