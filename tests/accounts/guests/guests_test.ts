import { assert, assertEquals } from "@std/assert";
import { StorageError } from "../../../hub/ports/store.ts";
import { CLOSE } from "../../../protocol/close_codes.ts";
import { wireError } from "../../../protocol/errors.ts";
import { codeOf, good, HERE, openTestAccounts, PASSWORD } from "../open_test_accounts.ts";

const NOBODY_REFUSES = () => null;

/** What people take for "Ada". */
const TWINS = ["Ada", "ADA", "A d a", "Аda", "Ａｄａ", "Ad\u200da", "ᎪᎠᎪ"];

Deno.test("a guest comes back by their token, and two guests may have one name", async () => {
  await using open = await openTestAccounts();
  const one = good(await open.accounts.guests.create("Ada", HERE));
  const other = good(await open.accounts.guests.create("Ada", HERE));
  assert(one.account.id !== other.account.id);
  assertEquals(one.account, { id: one.account.id, name: "Ada", role: "guest" });
  const { account, sessionId } = one;
  assertEquals(await open.accounts.signingIn.findSession(one.token), { account, sessionId });
});

Deno.test("everybody who gives one name and nothing else is one user", async () => {
  await using open = await openTestAccounts();
  const named = async () => good(await open.accounts.guests.named("bot", HERE, NOBODY_REFUSES));
  const [one, other] = await Promise.all([named(), named()]);
  assertEquals(one, other);
  assertEquals(await named(), one);
});

Deno.test("who gives no name gets one that is nobody's, and is not kept", async () => {
  await using open = await openTestAccounts();
  const anonymous = () => open.accounts.guests.anonymous(HERE);
  const [one, other] = [good(await anonymous()), good(await anonymous())];
  assert(one.id !== other.id && /^Guest \d{4,5}$/.test(one.name), one.name);
  const all = { query: "", guests: true, offset: 0, limit: 10 };
  assertEquals((await open.store.listAccounts(all)).total, 0);
  await open.register(one.name);
  assertEquals(
    open.published.flatMap((event) => event.type === "user.closed" ? [event.userId] : []),
    [
      one.id,
    ],
  );
  await open.reopen({ guests: false });
  assertEquals(codeOf(await anonymous()), "guests_off");
});

Deno.test("a new named guest can be refused, a known one is not asked about", async () => {
  await using open = await openTestAccounts();
  const refuse = () => wireError("rate_limited", "Too many new guests");
  assertEquals(codeOf(await open.accounts.guests.named("bot", HERE, refuse)), "rate_limited");
  good(await open.accounts.guests.named("bot", HERE, NOBODY_REFUSES));
  assertEquals(codeOf(await open.accounts.guests.named("bot", HERE, refuse)), "ok");
});

Deno.test("nobody comes in under a name that people take for an account's", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  for (const name of TWINS) {
    assertEquals(codeOf(await open.accounts.guests.create(name, HERE)), "name_taken", name);
    const named = await open.accounts.guests.named(name, HERE, NOBODY_REFUSES);
    assertEquals(codeOf(named), "name_taken", name);
    const form = { name, password: PASSWORD };
    assertEquals(codeOf(await open.accounts.registration.register(form, HERE)), "name_taken", name);
  }
  const eve = await open.register("Eve");
  assertEquals(codeOf(await open.accounts.ownAccount.rename(eve, "АDA")), "name_taken");
});

Deno.test("names of objects' inside are names like others", async () => {
  await using open = await openTestAccounts();
  for (const name of ["__proto__", "constructor", "toString"]) {
    good(await open.accounts.guests.create(name, HERE));
    const { account } = await open.register(name);
    assertEquals(account.name, name);
    assertEquals(codeOf(await open.accounts.guests.create(name, HERE)), "name_taken");
    assertEquals(codeOf(await open.signIn(name)), "ok");
  }
});

Deno.test("guests give way when an account claims their name, before a restart as after it", async () => {
  await using open = await openTestAccounts();
  const before = good(await open.accounts.guests.create("ADA", HERE));
  await open.reopen();
  const guest = good(await open.accounts.guests.create("Аda", HERE));
  const bot = good(await open.accounts.guests.named("ada", HERE, NOBODY_REFUSES));
  const other = good(await open.accounts.guests.create("Ada B", HERE));
  open.published.length = 0;
  const { account } = await open.register("Ada");
  assertEquals(open.published, [
    { type: "name.claimed", key: "ada", userId: account.id },
    { type: "sessions.ended", sessionIds: [guest.sessionId] },
    { type: "user.closed", userId: guest.account.id, close: CLOSE.banned },
    { type: "user.closed", userId: bot.id, close: CLOSE.banned },
  ]);
  assertEquals(await open.accounts.signingIn.findSession(guest.token), null);
  assertEquals(await open.accounts.signingIn.findSession(before.token), null);
  assertEquals((await open.accounts.signingIn.findSession(other.token))?.account, other.account);
  assertEquals(codeOf(await open.accounts.guests.named("ada", HERE, NOBODY_REFUSES)), "name_taken");
});

Deno.test("guests give way though storage fails to end their sessions", async () => {
  let fails = false;
  await using open = await openTestAccounts({
    wrap: (store) => ({
      endSessions: (...call) =>
        fails ? Promise.reject(new StorageError("disk is full", true)) : store.endSessions(...call),
    }),
  });
  const guests = [
    good(await open.accounts.guests.create("Ada", HERE)),
    good(await open.accounts.guests.create("ADA", HERE)),
  ];
  fails = true;
  await open.register("Ada");
  assertEquals(
    open.published.flatMap((event) => event.type === "user.closed" ? [event.userId] : []),
    guests.map(({ account }) => account.id),
  );
  assertEquals(open.logged.length, 2);
  for (const { token } of guests) {
    assertEquals(await open.accounts.signingIn.findSession(token), null);
  }
});

Deno.test("guests give way when an account takes their name by a change of its own", async () => {
  await using open = await openTestAccounts();
  const eve = await open.register("Eve");
  const guest = good(await open.accounts.guests.create("Ada", HERE));
  good(await open.accounts.ownAccount.rename(eve, "Ada"));
  assertEquals(await open.accounts.signingIn.findSession(guest.token), null);
});

Deno.test("a guest who comes in while the name is claimed does not stay", async () => {
  let claim = () => Promise.resolve();
  await using open = await openTestAccounts({
    wrap: (store) => ({
      async createGuest(user, session) {
        await claim();
        await store.createGuest(user, session);
      },
    }),
  });
  claim = async () => void await open.register("Ada");
  assertEquals(codeOf(await open.accounts.guests.create("Ada", HERE)), "name_taken");
});

Deno.test("without guests nobody comes in by a name, and who was here before stays", async () => {
  await using open = await openTestAccounts();
  const before = good(await open.accounts.guests.create("Ada", HERE));
  await open.reopen({ guests: false });
  const refused = await open.accounts.guests.create("Ben", HERE);
  assertEquals(!refused.ok && refused.error.message, "This server accepts no guests: sign in");
  const named = await open.accounts.guests.named("Ben", HERE, NOBODY_REFUSES);
  assertEquals(codeOf(named), "guests_off");
  assertEquals((await open.accounts.signingIn.findSession(before.token))?.account, before.account);
});

Deno.test("a name with what cannot be seen is refused for guests as for accounts", async () => {
  await using open = await openTestAccounts();
  for (const name of ["\u202eAda", "A\u200bda", "\u3164", "a\0", "", "x".repeat(33)]) {
    assertEquals(codeOf(await open.accounts.guests.create(name, HERE)), "name_invalid");
    const form = { name, password: PASSWORD };
    assertEquals(codeOf(await open.accounts.registration.register(form, HERE)), "name_invalid");
  }
});
