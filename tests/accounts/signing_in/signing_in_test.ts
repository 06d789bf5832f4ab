import { assert, assertEquals } from "@std/assert";
import { Passwords, type ScryptCost } from "../../../accounts/signing_in/passwords.ts";
import {
  CHEAP,
  codeOf,
  ELSEWHERE,
  good,
  HERE,
  openTestAccounts,
  PASSWORD,
} from "../open_test_accounts.ts";

const WRONG = "not the password";

/** How many strangers there are is what a botnet has. */
function stranger(i: number) {
  return { address: `203.0.${i >> 8}.${i & 255}`, device: "" };
}

Deno.test("an account signs in by its name, however it is written", async () => {
  await using open = await openTestAccounts();
  const { account } = await open.register("Ada Lovelace");
  for (const name of ["Ada Lovelace", "  ada lovelace ", "ADA LOVELACE"]) {
    const signedIn = good(await open.signIn(name));
    assertEquals(signedIn.account, account);
    assertEquals((await open.accounts.signingIn.findSession(signedIn.token))?.account, account);
  }
});

Deno.test("while nobody has an account that is said, and never again", async () => {
  await using open = await openTestAccounts();
  assertEquals(codeOf(await open.signIn("Ada")), "no_accounts");
  await open.register("Bo");
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
});

Deno.test("an unknown name, a guest's, a deactivated account's and a wrong password get one answer", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  await open.register("Ada");
  good(await open.accounts.guests.create("Gast", HERE));
  const gone = await open.register("Gone");
  good(await open.accounts.administration.deactivate(owner, gone.account.id));
  const answers = [
    await open.signIn("Ada", WRONG),
    await open.signIn("Nobody"),
    await open.signIn("Gast"),
    await open.signIn("Gone"),
    await open.signIn("__proto__"),
    await open.signIn("constructor"),
    await open.signIn(""),
    await open.signIn("\u202e"),
    await open.signIn("x".repeat(10_000)),
    await open.signIn("Ada", ""),
    await open.signIn("Ada", "x".repeat(10_000)),
  ];
  for (const answer of answers) {
    assertEquals(answer, {
      ok: false,
      error: {
        code: "wrong_credentials",
        message: "The name or password is wrong",
        retryable: false,
      },
    });
  }
});

Deno.test("an unknown name, a guest's, a deactivated account's and a wrong password take the same work", async () => {
  const derived: ScryptCost[] = [];
  const passwords = new Passwords(CHEAP, (password, _salt, cost) => {
    derived.push(cost);
    return Promise.resolve(new Uint8Array(32).fill(password === WRONG ? 1 : 2));
  });
  await using open = await openTestAccounts({ passwords });
  const owner = await open.setUp();
  await open.register("Ada");
  const { account } = await open.register("Dan");
  good(await open.accounts.administration.deactivate(owner, account.id));
  good(await open.accounts.guests.create("Gast", HERE));
  for (const name of ["Ada", "Nobody", "Gast", "Dan", "", "\u202e"]) {
    derived.length = 0;
    assertEquals(codeOf(await open.signIn(name, WRONG, stranger(1))), "wrong_credentials");
    assertEquals(derived, [CHEAP], name);
  }
});

Deno.test("guessing one account's password gets slower, and neither other names nor other addresses notice", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  await open.register("Eve");
  for (let i = 0; i < 5; i++) {
    assertEquals(codeOf(await open.signIn("Ada", WRONG)), "wrong_credentials");
  }
  assertEquals(codeOf(await open.signIn("Ada", WRONG)), "wrong_credentials");
  const refused = await open.signIn("Ada");
  assert(!refused.ok);
  assertEquals(refused.error, {
    code: "rate_limited",
    message: "Too many attempts: try again in 1 s",
    retryable: true,
    retryAfterMs: 1_000,
  });
  assertEquals(codeOf(await open.signIn("Eve")), "ok");
  assertEquals(codeOf(await open.signIn("Ada", PASSWORD, ELSEWHERE)), "ok");
  open.clock.advance(1_000);
  assertEquals(codeOf(await open.signIn("Ada", WRONG)), "wrong_credentials");
  const again = await open.signIn("Ada");
  assertEquals(!again.ok && again.error.retryAfterMs, 2_000);
  open.clock.advance(2_000);
  assertEquals(codeOf(await open.signIn("Ada")), "ok");
});

Deno.test("in a day one address gets 150 guesses at one password, as fast as it can or with pauses", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  const guess = async (name: string) => codeOf(await open.signIn(name, WRONG)) !== "rate_limited";
  let steady = 0;
  for (let minute = 0; minute < 24 * 60; minute++) {
    open.clock.advance(60_000);
    if (await guess("Ada")) steady++;
  }
  let bursts = 0;
  for (let hour = 0; hour < 24; hour++) {
    open.clock.advance(60 * 60_000);
    while (await guess("Ada")) bursts++;
  }
  assert(steady <= 150 && bursts <= 150, `${steady}, ${bursts}`);
});

Deno.test("a name without an account is throttled like one with", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  const answers = { Ada: [] as unknown[], Nobody: [] as unknown[] };
  for (let i = 0; i < 12; i++) {
    answers.Ada.push(await open.signIn("Ada", WRONG));
    answers.Nobody.push(await open.signIn("Nobody", WRONG));
    open.clock.advance(700);
  }
  assertEquals(answers.Ada, answers.Nobody);
});

Deno.test("guesses that are made at once count one by one", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  const answers = await Promise.all(Array.from({ length: 16 }, () => open.signIn("Ada", WRONG)));
  assertEquals(answers.filter((it) => codeOf(it) === "wrong_credentials").length, 6);
});

Deno.test("one address that tries many names is slowed down, an IPv6 one by its /64", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  const from = (i: number) => ({ address: `2001:db8:0:1::${i.toString(16)}`, device: "" });
  for (let i = 0; i < 51; i++) {
    assertEquals(codeOf(await open.signIn(`user ${i}`, WRONG, from(i))), "wrong_credentials");
  }
  assertEquals(codeOf(await open.signIn("another", WRONG, from(99))), "rate_limited");
  const next = { address: "2001:db8:0:2::1", device: "" };
  assertEquals(codeOf(await open.signIn("another", WRONG, next)), "wrong_credentials");
});

Deno.test("an account signs in twenty times, then once in ten seconds, wherever from; others don't notice", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  await open.register("Eve");
  for (let i = 0; i < 21; i++) {
    assertEquals(codeOf(await open.signIn("Ada", PASSWORD, stranger(i))), "ok", `${i}`);
  }
  assertEquals(codeOf(await open.signIn("Ada", PASSWORD, ELSEWHERE)), "rate_limited");
  assertEquals(codeOf(await open.signIn("Eve", PASSWORD, HERE)), "ok");
  let inAnHour = 0;
  for (let second = 0; second < 3_600; second++) {
    open.clock.advance(1_000);
    if (codeOf(await open.signIn("Ada", PASSWORD, stranger(second))) === "ok") inAnHour++;
  }
  assert(inAnHour > 350 && inAnHour < 370, `${inAnHour}`);
});

Deno.test("sign-ins of one account that succeed at once count one by one", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  for (let i = 0; i < 15; i++) assertEquals(codeOf(await open.signIn("Ada")), "ok");
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, i) => open.signIn("Ada", PASSWORD, stranger(i))),
  );
  assertEquals(answers.filter((it) => codeOf(it) === "ok").length, 6);
});

Deno.test("a network signs in a hundred times, then once in two seconds, over all accounts", async () => {
  await using open = await openTestAccounts();
  for (let i = 0; i < 30; i++) await open.register(`user ${i}`, stranger(i));
  const signIn = async (i: number) => codeOf(await open.signIn(`user ${i % 30}`));
  for (let i = 0; i < 101; i++) assertEquals(await signIn(i), "ok", `${i}`);
  assertEquals(await signIn(101), "rate_limited");
  assertEquals(codeOf(await open.signIn("user 20", PASSWORD, ELSEWHERE)), "ok");
  let inAMinute = 0;
  for (let half = 0; half < 120; half++) {
    open.clock.advance(500);
    if (await signIn(half) === "ok") inAMinute++;
  }
  assert(inAMinute >= 28 && inAMinute <= 31, `${inAMinute}`);
});

Deno.test("strangers who guess use nothing up of the sign-ins that succeed", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  for (let i = 0; i < 60; i++) await open.signIn("Ada", WRONG, stranger(i));
  for (let i = 0; i < 20; i++) assertEquals(codeOf(await open.signIn("Ada")), "ok");
});

Deno.test("with more than fifty sessions the one ends that was not used for the longest, and its sockets are told", async () => {
  await using open = await openTestAccounts();
  const first = await open.register("Ada");
  const signIn = async () => {
    open.clock.advance(10_000);
    return good(await open.signIn("Ada"));
  };
  const second = await signIn();
  for (let i = 0; i < 48; i++) await signIn();
  await open.accounts.signingIn.findSession(first.token);
  await open.written();
  open.published.length = 0;
  await signIn();
  assertEquals(open.published, [{ type: "sessions.ended", sessionIds: [second.sessionId] }]);
  assertEquals(await open.accounts.signingIn.findSession(second.token), null);
  assert(await open.accounts.signingIn.findSession(first.token));
});

Deno.test("an own account does not buy more guesses at another's", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  await open.register("Mallory");
  let guesses = 0;
  for (let i = 0; i < 300; i++) {
    if (codeOf(await open.signIn("Ada", WRONG)) === "wrong_credentials") guesses++;
    await open.signIn("Mallory");
  }
  assertEquals(guesses, 6);
});

Deno.test("many addresses slow each other down, and the owner of the account gets in from where they have a session", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada", HERE);
  let guesses = 0;
  for (let i = 0; i < 500; i++) {
    const answer = await open.signIn("Ada", WRONG, stranger(i));
    if (codeOf(answer) === "wrong_credentials") guesses++;
  }
  assertEquals(guesses, 101);
  const refused = await open.signIn("Ada", PASSWORD, ELSEWHERE);
  assert(!refused.ok && refused.error.code === "rate_limited");
  assert(refused.error.retryAfterMs! <= 60_000, "nobody waits longer than a minute");
  assertEquals(codeOf(await open.signIn("Ada", PASSWORD, HERE)), "ok");
});

Deno.test("the right password of a deactivated account counts as a wrong one", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const { account } = await open.register("Ada");
  good(await open.accounts.administration.deactivate(owner, account.id));
  const codes: string[] = [];
  for (let i = 0; i < 7; i++) codes.push(codeOf(await open.signIn("Ada")));
  assertEquals(codes.slice(5), ["wrong_credentials", "rate_limited"]);
});

Deno.test("a password is hashed anew at sign-in when its cost has changed", async () => {
  await using open = await openTestAccounts();
  const { account } = await open.register("Ada");
  await open.reopen({ passwords: new Passwords({ N: 32, r: 1, p: 1 }) });
  assertEquals(codeOf(await open.signIn("Ada", WRONG)), "wrong_credentials");
  assert((await open.store.findAccount(account.id))!.password!.startsWith("scrypt$16$"));
  assertEquals(codeOf(await open.signIn("Ada")), "ok");
  assert((await open.store.findAccount(account.id))!.password!.startsWith("scrypt$32$"));
  assertEquals(codeOf(await open.signIn("Ada")), "ok");
});

Deno.test("a sign-in by a password that is changed meanwhile does not outlive the change", async () => {
  let change = () => Promise.resolve();
  await using open = await openTestAccounts({
    wrap: (store) => ({
      async findByKey(key) {
        const found = await store.findByKey(key);
        await change();
        return found;
      },
    }),
  });
  const ada = await open.register("Ada");
  change = async () => {
    change = () => Promise.resolve();
    const next = { current: PASSWORD, next: "another velvet anchor" };
    good(await open.accounts.ownAccount.changePassword(ada, next, HERE));
  };
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  assertEquals((await open.store.listSessions(ada.account.id)).length, 1);
});
