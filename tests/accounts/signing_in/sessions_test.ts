import { assert, assertEquals } from "@std/assert";
import { hashToken, newToken } from "../../../accounts/signing_in/tokens.ts";
import { ELSEWHERE, good, HERE, openTestAccounts } from "../open_test_accounts.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

Deno.test("a token has 256 random bits, and only its hash is kept", async () => {
  const token = newToken();
  assertEquals(token.length, 43);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const hash = new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
  assertEquals(hashToken(token), hash);
});

Deno.test("what cannot be a token is looked up nowhere", async () => {
  let lookups = 0;
  await using open = await openTestAccounts({
    wrap: () => ({ findSession: () => Promise.resolve((lookups++, null)) }),
  });
  for (const token of ["", "x", "x".repeat(42), `${"x".repeat(42)}=`, "x".repeat(100_000)]) {
    assertEquals(await open.accounts.signingIn.findSession(token), null);
    await open.accounts.signingIn.signOut(token);
  }
  assertEquals(lookups, 0);
  await open.accounts.signingIn.findSession("x".repeat(43));
  assertEquals(lookups, 1);
});

Deno.test("a session ends after 30 days without use, and never before", async () => {
  await using open = await openTestAccounts();
  const { token } = await open.register("Ada");
  open.clock.advance(30 * DAY - 1);
  assert(await open.accounts.signingIn.findSession(token));
  await open.written();
  open.clock.advance(30 * DAY - 1);
  assert(await open.accounts.signingIn.findSession(token));
  await open.written();
  open.clock.advance(30 * DAY);
  assertEquals(await open.accounts.signingIn.findSession(token), null);
});

Deno.test("a session ends after 365 days, however much it is used", async () => {
  await using open = await openTestAccounts();
  const { token } = await open.register("Ada");
  for (let day = 0; day < 364; day += 14) {
    assert(await open.accounts.signingIn.findSession(token), `day ${day}`);
    await open.written();
    open.clock.advance(14 * DAY);
  }
  assert(await open.accounts.signingIn.findSession(token));
  open.clock.advance(DAY);
  assertEquals(await open.accounts.signingIn.findSession(token), null);
});

Deno.test("the use of a session is noted once in five minutes, with where it came from", async () => {
  const touched: [at: number, address: string][] = [];
  await using open = await openTestAccounts({
    wrap: (store) => ({
      touchSession(id, at, address) {
        touched.push([at, address]);
        return store.touchSession(id, at, address);
      },
    }),
  });
  const { token } = await open.register("Ada");
  const start = open.clock.now();
  for (let minute = 0; minute < 11; minute++) {
    await open.accounts.signingIn.findSession(token, minute < 5 ? undefined : ELSEWHERE.address);
    // People set their clocks.
    open.clock.wallOffset -= DAY;
    open.clock.advance(MINUTE);
    open.clock.wallOffset += DAY;
  }
  assertEquals(touched, [
    [start, HERE.address],
    [start + 5 * MINUTE, ELSEWHERE.address],
    [start + 10 * MINUTE, ELSEWHERE.address],
  ]);
});

Deno.test("the uses of a hundred sessions at once are all written, a few in one commit", async () => {
  const underWay = { now: 0, most: 0, all: 0 };
  await using open = await openTestAccounts({
    wrap: (store) => ({
      async touchSession(...use) {
        underWay.all += 1;
        underWay.now += 1;
        underWay.most = Math.max(underWay.most, underWay.now);
        await store.touchSession(...use);
        underWay.now -= 1;
      },
    }),
  });
  const guests = await Promise.all(
    Array.from({ length: 100 }, (_, i) => open.accounts.guests.create(`Guest ${i}`, HERE)),
  );
  await Promise.all(guests.map((guest) => open.accounts.signingIn.findSession(good(guest).token)));
  while (underWay.all < 100) await open.written();
  assertEquals(underWay.most, 16);
});

Deno.test("a session is found though its use cannot be noted", async () => {
  await using open = await openTestAccounts({
    wrap: () => ({ touchSession: () => Promise.reject(new Error("the disk is full")) }),
  });
  const { token } = await open.register("Ada");
  assert(await open.accounts.signingIn.findSession(token));
  assertEquals(open.logged.length, 1);
});

Deno.test("finding a session takes one read, for accounts as for guests", async () => {
  let reads = 0;
  await using open = await openTestAccounts({
    wrap: (store) => ({
      findSession: (hash) => (reads++, store.findSession(hash)),
      findByKey: (key) => (reads++, store.findByKey(key)),
      findAccount: (id) => (reads++, store.findAccount(id)),
    }),
  });
  const account = await open.register("Ada");
  const guest = good(await open.accounts.guests.create("Gast", HERE));
  for (const { token } of [account, guest]) {
    reads = 0;
    assert(await open.accounts.signingIn.findSession(token));
    assertEquals(reads, 1);
  }
});

Deno.test("signing out ends that session alone", async () => {
  await using open = await openTestAccounts();
  const one = await open.register("Ada");
  const other = good(await open.signIn("Ada"));
  open.published.length = 0;
  await open.accounts.signingIn.signOut(one.token);
  assertEquals(await open.accounts.signingIn.findSession(one.token), null);
  assert(await open.accounts.signingIn.findSession(other.token));
  assertEquals(open.published, [{ type: "sessions.ended", sessionIds: [one.sessionId] }]);
});

Deno.test("every sign-in makes a session of its own", async () => {
  await using open = await openTestAccounts();
  const one = await open.register("Ada");
  const other = good(await open.signIn("Ada"));
  assert(one.token !== other.token && one.sessionId !== other.sessionId);
});
