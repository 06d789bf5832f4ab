import { assert, assertEquals } from "@std/assert";
import {
  codeOf,
  ELSEWHERE,
  good,
  HERE,
  openTestAccounts,
  PASSWORD,
} from "../open_test_accounts.ts";

const HOUR = 60 * 60_000;
const NOBODY_REFUSES = () => null;

Deno.test("a banned user is out by every way in, and back when the ban ends, also over a restart", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  open.published.length = 0;
  const userId = ada.account.id;
  const ban = await open.ban(owner, { userId, reason: "spam", hours: 2 });
  assertEquals(open.published, [{ type: "ban.set", ban }]);
  for (const restarts of [false, true]) {
    if (restarts) await open.reopen();
    assertEquals(await open.accounts.signingIn.findSession(ada.token), null);
    const refused = await open.signIn("Ada");
    assert(!refused.ok);
    assertEquals(refused.error.code, "banned");
    assertEquals(refused.error.message, "You are banned until 2026-11-17 14:00 UTC: spam");
  }
  assertEquals(codeOf(await open.signIn("Ada", "not the password")), "wrong_credentials");
  open.clock.advance(2 * HOUR);
  assertEquals(codeOf(await open.signIn("Ada")), "ok");
  assert(await open.accounts.signingIn.findSession(ada.token));
  assertEquals(good(await open.accounts.moderation.bans(owner)), []);
});

Deno.test("a banned guest is out, whether they have a session or only a name", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const guest = good(await open.accounts.guests.create("Gast", HERE));
  const bot = good(await open.accounts.guests.named("bot", HERE, NOBODY_REFUSES));
  for (const { id } of [guest.account, bot]) {
    good(await open.accounts.moderation.ban(owner, { userId: id, reason: "", hours: null }));
  }
  assertEquals(await open.accounts.signingIn.findSession(guest.token), null);
  assertEquals(codeOf(await open.accounts.guests.named("bot", HERE, NOBODY_REFUSES)), "banned");
});

Deno.test("from a banned address nobody comes in, by any way", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  await open.register("Ada");
  const reset = good(
    await open.accounts.administration.resetLink(owner, (await open.register("Ben")).account.id),
  );
  const { address } = ELSEWHERE;
  open.published.length = 0;
  const ban = await open.ban(owner, { addresses: [address], reason: "", hours: null });
  assertEquals(open.published, [{ type: "ban.set", ban }]);
  assertEquals(open.accounts.moderation.banOf(address), ban);
  assertEquals(open.accounts.moderation.banOf(HERE.address), null);
  const { accounts } = open;
  const ways = [
    open.signIn("Ada", PASSWORD, ELSEWHERE),
    accounts.guests.create("Gast", ELSEWHERE),
    accounts.guests.named("bot", ELSEWHERE, NOBODY_REFUSES),
    accounts.registration.register({ name: "Cleo", password: PASSWORD }, ELSEWHERE),
    accounts.ownAccount.resetPassword(reset.token, "another velvet anchor", ELSEWHERE),
  ];
  assertEquals((await Promise.all(ways)).map(codeOf), Array(5).fill("banned"));
  good(await accounts.moderation.unban(owner, ban.id));
  assertEquals(accounts.moderation.banOf(address), null);
  assertEquals(codeOf(await open.signIn("Ada", PASSWORD, ELSEWHERE)), "ok");
});

Deno.test("a ban of an IPv6 address holds for its /64, one of an IPv4 address for that alone", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  for (const address of ["2001:db8:0:1::5", "203.0.113.5"]) {
    good(
      await open.accounts.moderation.ban(owner, { addresses: [address], reason: "", hours: null }),
    );
  }
  const banned = ["2001:db8:0:1:ffff::1", "203.0.113.5", "::ffff:203.0.113.5"];
  for (const address of banned) assert(open.accounts.moderation.banOf(address), address);
  const free = ["2001:db8:0:2::5", "203.0.113.6", "203.0.113.50", "", "x"];
  for (const address of free) assertEquals(open.accounts.moderation.banOf(address), null, address);
});

Deno.test("of two bans the longer one holds, and lifting it leaves the other", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const { address } = ELSEWHERE;
  const short = await open.ban(owner, { addresses: [address], reason: "", hours: 1 });
  open.clock.advance(1_000);
  const long = await open.ban(owner, { addresses: [address], reason: "", hours: 3 });
  assertEquals(open.accounts.moderation.banOf(address), long);
  assertEquals(good(await open.accounts.moderation.bans(owner)).map(({ id }) => id), [
    long.id,
    short.id,
  ]);
  good(await open.accounts.moderation.unban(owner, long.id));
  assertEquals(open.accounts.moderation.banOf(address), short);
  open.clock.advance(HOUR);
  assertEquals(open.accounts.moderation.banOf(address), null);
});

Deno.test("nobody bans the address they or the owner come from", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.registerAs("admin", "Ada", owner);
  const admin = good(await open.signIn("Ada", PASSWORD, ELSEWHERE));
  const ban = (actor: typeof owner, address: string) =>
    open.accounts.moderation.ban(actor, { addresses: [address], reason: "", hours: null });
  assertEquals(codeOf(await ban(owner, HERE.address)), "forbidden");
  assertEquals(codeOf(await ban(admin, ELSEWHERE.address)), "forbidden");
  assertEquals(codeOf(await ban(admin, HERE.address)), "forbidden");
  assertEquals(codeOf(await ban(ada, HERE.address)), "forbidden");
  assertEquals(codeOf(await ban(owner, ELSEWHERE.address)), "ok");
});

Deno.test("an admin lifts no ban that they could not have set", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.registerAs("admin", "Ada", owner);
  const ben = await open.registerAs("admin", "Ben", owner);
  const form = { userId: ben.account.id, reason: "", hours: null };
  const ban = await open.ban(owner, form);
  assertEquals(codeOf(await open.accounts.moderation.unban(ada, ban.id)), "forbidden");
  assertEquals(codeOf(await open.accounts.moderation.unban(owner, ban.id)), "ok");
  assertEquals(
    codeOf(await open.accounts.moderation.unban(owner, ban.id)),
    "ok",
    "it is over already",
  );
});

Deno.test("a ban is of a user or of IP addresses, has a reason that can be shown, and ends within a year or never", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const { id: userId } = (await open.register("Ada")).account;
  const form = { reason: "", hours: 1 };
  for (
    const wrong of [
      form,
      { ...form, addresses: [] },
      { ...form, addresses: ["203.0.113.5"], removesMessages: true },
      { ...form, addresses: ["example.org"] },
      { ...form, addresses: ["203.0.113.0/24"] },
      { ...form, addresses: [""] },
      { ...form, userId, hours: 0 },
      { ...form, userId, hours: 8_761 },
      { ...form, userId, hours: 0.5 },
      { ...form, userId, hours: NaN },
      { ...form, userId, reason: "x".repeat(251) },
      { ...form, userId, reason: "\u202espam" },
    ]
  ) {
    assertEquals(codeOf(await open.accounts.moderation.ban(owner, wrong)), "bad_message");
  }
  const nobody = { ...form, userId: "u_nobody" };
  assertEquals(codeOf(await open.accounts.moderation.ban(owner, nobody)), "user_not_found");
  assertEquals(good(await open.accounts.moderation.bans(owner)), []);
});
