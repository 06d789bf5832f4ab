import { assert, assertEquals } from "@std/assert";
import { codeOf, ELSEWHERE, good, HERE, openTestAccounts, PASSWORD } from "./open_test_accounts.ts";

Deno.test("a guest who claims their name stays the same user, with another session", async () => {
  await using open = await openTestAccounts();
  const guest = good(await open.accounts.guests.create("Ada", HERE));
  const claimed = good(await open.accounts.registration.claim(guest, { password: PASSWORD }, HERE));
  assertEquals(claimed.account, { ...guest.account, role: "member" });
  assertEquals(await open.accounts.signingIn.findSession(guest.token), null);
  assertEquals(
    (await open.accounts.signingIn.findSession(claimed.token))?.account,
    claimed.account,
  );
  assertEquals(open.published, [
    { type: "sessions.ended", sessionIds: [guest.sessionId] },
    { type: "name.claimed", key: "ada", userId: guest.account.id },
  ]);
  assertEquals(good(await open.signIn("Ada")).account.id, guest.account.id);
});

Deno.test("of two who claim one name at once one gets it", async () => {
  await using open = await openTestAccounts();
  const guests = [
    good(await open.accounts.guests.create("Ada", HERE)),
    good(await open.accounts.guests.create("Аda", HERE)),
  ];
  const outcomes = await Promise.all([
    ...guests.map((guest) => open.accounts.registration.claim(guest, { password: PASSWORD }, HERE)),
    open.accounts.registration.register({ name: "A d a", password: PASSWORD }, HERE),
  ]);
  assertEquals(outcomes.map(codeOf).sort(), ["name_taken", "name_taken", "ok"]);
  const sessions = await Promise.all(
    guests.map(({ token }) => open.accounts.signingIn.findSession(token)),
  );
  assertEquals(sessions, [null, null], "the guest who lost has another's name");
});

Deno.test("one guest who claims twice at once has one account and the first password", async () => {
  await using open = await openTestAccounts();
  const guest = good(await open.accounts.guests.create("Ada", HERE));
  const passwords = ["velvet anchor 1", "velvet anchor 2"];
  const outcomes = await Promise.all(
    passwords.map((password) => open.accounts.registration.claim(guest, { password }, HERE)),
  );
  const winner = outcomes.findIndex(({ ok }) => ok);
  assertEquals(outcomes.map(codeOf).sort(), ["name_taken", "ok"]);
  assertEquals(codeOf(await open.signIn("Ada", passwords[winner])), "ok");
  assertEquals(codeOf(await open.signIn("Ada", passwords[1 - winner])), "wrong_credentials");
});

Deno.test("neither an account nor a named guest can claim", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  assertEquals(
    codeOf(await open.accounts.registration.claim(ada, { password: PASSWORD }, HERE)),
    "forbidden",
  );
  const account = good(await open.accounts.guests.named("bot", HERE, () => null));
  const bot = { account, sessionId: null };
  assertEquals(
    codeOf(await open.accounts.registration.claim(bot, { password: PASSWORD }, HERE)),
    "forbidden",
  );
});

Deno.test("who holds no invite makes no account where one is needed, and nobody where registration is closed", async () => {
  await using open = await openTestAccounts({ registration: "invite" });
  const owner = await open.setUp();
  const guest = good(await open.accounts.guests.create("Gast", HERE));
  const form = { name: "Ada", password: PASSWORD };
  assertEquals(codeOf(await open.accounts.registration.register(form, HERE)), "forbidden");
  assertEquals(
    codeOf(await open.accounts.registration.register({ ...form, invite: "" }, HERE)),
    "forbidden",
  );
  assertEquals(
    codeOf(await open.accounts.registration.register({ ...form, invite: "x" }, HERE)),
    "link_gone",
  );
  assertEquals(codeOf(await open.accounts.registration.claim(guest, form, HERE)), "forbidden");
  const { token } = good(
    await open.accounts.administration.invite(owner, { role: "member", uses: 9, days: 1 }),
  );
  await open.reopen({ registration: "closed" });
  assertEquals(
    codeOf(await open.accounts.registration.register({ ...form, invite: token }, HERE)),
    "forbidden",
  );
  await open.reopen({ registration: "invite" });
  assertEquals(
    codeOf(await open.accounts.registration.register({ ...form, invite: token }, HERE)),
    "ok",
  );
  const claim = { password: PASSWORD, invite: token };
  assertEquals(codeOf(await open.accounts.registration.claim(guest, claim, HERE)), "ok");
});

Deno.test("an invite for an admin makes one", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const { token } = good(
    await open.accounts.administration.invite(owner, { role: "admin", uses: 1, days: 1 }),
  );
  const form = { name: "Ada", password: PASSWORD, invite: token };
  assertEquals(good(await open.accounts.registration.register(form, HERE)).account.role, "admin");
});

Deno.test("an account that fails uses up no invite", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const { token } = good(
    await open.accounts.administration.invite(owner, { role: "member", uses: 1, days: 1 }),
  );
  const form = { name: "Olga", password: PASSWORD, invite: token };
  assertEquals(codeOf(await open.accounts.registration.register(form, HERE)), "name_taken");
  const weak = { ...form, name: "Ada", password: "password" };
  assertEquals(codeOf(await open.accounts.registration.register(weak, HERE)), "password_refused");
  assertEquals(
    codeOf(await open.accounts.registration.register({ ...form, name: "Ada" }, HERE)),
    "ok",
  );
});

Deno.test("whoever opens the setup link first is the owner, and nobody after them", async () => {
  await using open = await openTestAccounts();
  await open.register("Ada");
  const token = await open.accounts.links.makeSetupLink();
  assert(token !== null);
  assertEquals((await open.accounts.links.find("setup", token))?.role, "owner");
  const outcomes = await Promise.all(
    ["Olga", "Mallory"].map((name) =>
      open.accounts.registration.setUp(token, { name, password: PASSWORD }, HERE)
    ),
  );
  assertEquals(outcomes.map(codeOf).sort(), ["link_gone", "ok"]);
  assertEquals(await open.accounts.links.makeSetupLink(), null);
  assertEquals(await open.accounts.links.find("setup", token), null);
});

Deno.test("of two setup links the later one makes an owner", async () => {
  await using open = await openTestAccounts();
  const tokens = await Promise.all([
    open.accounts.links.makeSetupLink(),
    open.accounts.links.makeSetupLink(),
  ]);
  const codes: string[] = [];
  for (const token of tokens) {
    const form = { name: `Olga ${codes.length}`, password: PASSWORD };
    codes.push(codeOf(await open.accounts.registration.setUp(token!, form, HERE)));
  }
  assertEquals(codes, ["link_gone", "ok"]);
});

Deno.test("where other servers have printed theirs, every setup link works until one was used", async () => {
  await using open = await openTestAccounts();
  const another = { replaces: false };
  const [first, second] = [
    await open.accounts.links.makeSetupLink(another),
    await open.accounts.links.makeSetupLink(another),
  ];
  const use = (token: string, name: string) =>
    open.accounts.registration.setUp(token, { name, password: PASSWORD }, HERE);
  const outcomes = await Promise.all([use(first!, "Olga"), use(second!, "Mallory")]);
  assertEquals(outcomes.map(codeOf).sort(), ["link_gone", "ok"]);
});

Deno.test("each start makes a new setup link, and the old one stops working; after a week so does the new one", async () => {
  await using open = await openTestAccounts();
  const old = await open.accounts.links.makeSetupLink();
  await open.reopen();
  const token = await open.accounts.links.makeSetupLink();
  const form = { name: "Olga", password: PASSWORD };
  assertEquals(codeOf(await open.accounts.registration.setUp(old!, form, HERE)), "link_gone");
  open.clock.advance(7 * 24 * 60 * 60_000);
  assertEquals(codeOf(await open.accounts.registration.setUp(token!, form, HERE)), "link_gone");
});

Deno.test("a link does only what it was made for", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  const form = { name: "Mallory", password: PASSWORD };
  const invite = good(
    await open.accounts.administration.invite(owner, { role: "admin", uses: 1, days: 1 }),
  );
  const reset = good(await open.accounts.administration.resetLink(owner, ada.account.id));
  const withReset = { ...form, invite: reset.token };
  assertEquals(codeOf(await open.accounts.registration.register(withReset, HERE)), "link_gone");
  for (const token of [invite.token, reset.token, ada.token, "", "x".repeat(43)]) {
    assertEquals(codeOf(await open.accounts.registration.setUp(token, form, HERE)), "link_gone");
  }
  assertEquals(
    codeOf(await open.accounts.ownAccount.resetPassword(invite.token, PASSWORD, HERE)),
    "link_gone",
  );
});

Deno.test("an address that makes many accounts is slowed down", async () => {
  await using open = await openTestAccounts();
  for (let i = 0; i < 31; i++) await open.register(`user ${i}`);
  const form = { name: "one more", password: PASSWORD };
  assertEquals(codeOf(await open.accounts.registration.register(form, HERE)), "rate_limited");
  assertEquals(codeOf(await open.accounts.registration.register(form, ELSEWHERE)), "ok");
});
