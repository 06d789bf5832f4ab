import { assert, assertEquals } from "@std/assert";
import type { Identity } from "../../../hub/ports/identities.ts";
import { CLOSE } from "../../../protocol/close_codes.ts";
import type { Role } from "../../../protocol/entities.ts";
import type { Result } from "../../../protocol/errors.ts";
import {
  codeOf,
  ELSEWHERE,
  good,
  HERE,
  openTestAccounts,
  PASSWORD,
  type TestAccounts,
} from "../open_test_accounts.ts";

const DAY = 24 * 60 * 60_000;
const ROLES = ["guest", "member", "admin", "owner"] as const;

/** One person of each role, and another of each to act on. */
async function openWithEverybody() {
  const open = await openTestAccounts();
  const owner = await open.setUp("Olga");
  const actors: Record<Role, Identity> = {
    owner,
    admin: await open.registerAs("admin", "Anton", owner),
    member: await open.register("Mia"),
    guest: good(await open.accounts.guests.create("Gast", HERE)),
  };
  const targets: Record<Role, Identity> = {
    owner,
    admin: await open.registerAs("admin", "Berta", owner),
    member: await open.register("Nele"),
    guest: good(await open.accounts.guests.create("Gisela", HERE)),
  };
  return { open, actors, targets };
}

type Act = (open: TestAccounts, actor: Identity, targetId: string) => Promise<Result<unknown>>;

/** Acts on somebody, and on whom each role may do them: "m" member, "a" admin, "g" guest. */
const ACTS: Record<string, { act: Act; admin: string; owner: string }> = {
  "make an admin": {
    act: (open, actor, id) => open.accounts.administration.setRole(actor, id, "admin"),
    admin: "",
    owner: "ma",
  },
  "make a member": {
    act: (open, actor, id) => open.accounts.administration.setRole(actor, id, "member"),
    admin: "m",
    owner: "ma",
  },
  "hand over": {
    act: (open, actor, id) => open.accounts.administration.setRole(actor, id, "owner"),
    admin: "",
    owner: "ma",
  },
  "make a reset link": {
    act: (open, actor, id) => open.accounts.administration.resetLink(actor, id),
    admin: "m",
    owner: "ma",
  },
  "deactivate": {
    act: (open, actor, id) => open.accounts.administration.deactivate(actor, id),
    admin: "m",
    owner: "ma",
  },
  "reactivate": {
    act: (open, actor, id) => open.accounts.administration.reactivate(actor, id),
    admin: "m",
    owner: "ma",
  },
  "ban": {
    act: (open, actor, userId) =>
      open.accounts.moderation.ban(actor, { userId, reason: "", hours: 1 }),
    admin: "mg",
    owner: "mag",
  },
};

for (const [name, { act, ...may }] of Object.entries(ACTS)) {
  Deno.test(`who may ${name} whom`, async () => {
    const allowed: Record<Role, string> = { guest: "", member: "", ...may };
    let world = await openWithEverybody();
    for (const actorRole of ROLES) {
      for (const targetRole of ROLES) {
        const { open, actors, targets } = world;
        const actor = actors[actorRole];
        const onSelf = await act(open, actor, actor.account.id);
        assert(!onSelf.ok, `${actorRole} on themselves`);
        const before = await open.store.listAudit(null, 100);
        const result = await act(open, actor, targets[targetRole].account.id);
        const expected = allowed[actorRole].includes(targetRole[0]!);
        assertEquals(result.ok, expected, `${actorRole} on ${targetRole}: ${codeOf(result)}`);
        if (result.ok) {
          await open[Symbol.asyncDispose]();
          world = await openWithEverybody();
        } else {
          assert(["forbidden", "user_not_found"].includes(codeOf(result)));
          assertEquals(await open.store.listAudit(null, 100), before, "a refusal is no act");
        }
      }
    }
    await world.open[Symbol.asyncDispose]();
  });
}

/** Acts on nobody, and who may do them. */
const OTHER_ACTS: Record<
  string,
  { act: (open: TestAccounts, actor: Identity) => Promise<Result<unknown>>; roles: Role[] }
> = {
  "invite a member": {
    act: (open, actor) =>
      open.accounts.administration.invite(actor, { role: "member", uses: 1, days: 1 }),
    roles: ["admin", "owner"],
  },
  "invite an admin": {
    act: (open, actor) =>
      open.accounts.administration.invite(actor, { role: "admin", uses: 1, days: 1 }),
    roles: ["owner"],
  },
  "see invites": {
    act: (open, actor) => open.accounts.administration.invites(actor),
    roles: ["admin", "owner"],
  },
  "withdraw an invite": {
    act: (open, actor) => open.accounts.administration.withdrawInvite(actor, "x"),
    roles: ["admin", "owner"],
  },
  "ban an address": {
    act: (open, actor) =>
      open.accounts.moderation.ban(actor, { addresses: ["203.0.113.5"], reason: "", hours: 1 }),
    roles: ["admin", "owner"],
  },
  "lift a ban": {
    act: (open, actor) => open.accounts.moderation.unban(actor, "x"),
    roles: ["admin", "owner"],
  },
  "see bans": {
    act: (open, actor) => open.accounts.moderation.bans(actor),
    roles: ["admin", "owner"],
  },
  "list people": {
    act: (open, actor) => open.accounts.directory.list(actor, { query: "", guests: true, page: 1 }),
    roles: ["admin", "owner"],
  },
  "read the audit log": { act: (open, actor) => open.accounts.audit.read(actor), roles: ["owner"] },
};

Deno.test("who may do what else", async () => {
  const { open, actors } = await openWithEverybody();
  await using _ = open;
  for (const [name, { act, roles }] of Object.entries(OTHER_ACTS)) {
    for (const role of ROLES) {
      const expected = roles.includes(role) ? "ok" : "forbidden";
      assertEquals(codeOf(await act(open, actors[role])), expected, `${role}: ${name}`);
    }
  }
});

Deno.test("who is no admin any more does nothing, whatever their page says", async () => {
  const { open, actors, targets } = await openWithEverybody();
  await using _ = open;
  const { owner, admin } = actors;
  good(await open.accounts.administration.setRole(owner, admin.account.id, "member"));
  const userId = targets.member.account.id;
  assertEquals(codeOf(await open.accounts.administration.deactivate(admin, userId)), "forbidden");
  good(await open.accounts.administration.deactivate(owner, targets.admin.account.id));
  assertEquals(
    codeOf(await open.accounts.administration.deactivate(targets.admin, userId)),
    "forbidden",
  );
});

Deno.test("a higher role needs a new sign-in, a lower one holds at once", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  const { id } = ada.account;
  open.published.length = 0;
  const admin = good(await open.accounts.administration.setRole(owner, id, "admin"));
  assertEquals(admin, { id, name: "Ada", role: "admin" });
  assertEquals(open.published, [
    { type: "sessions.ended", sessionIds: [ada.sessionId] },
    { type: "account.changed", account: admin },
  ]);
  assertEquals(await open.accounts.signingIn.findSession(ada.token), null);
  const again = good(await open.signIn("Ada"));
  assertEquals(again.account.role, "admin");
  good(await open.accounts.administration.setRole(owner, id, "member"));
  assertEquals((await open.accounts.signingIn.findSession(again.token))?.account.role, "member");
});

Deno.test("the owner hands over and is an admin then; there is one owner at all times", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const [ada, ben] = [await open.register("Ada"), await open.register("Ben")];
  open.published.length = 0;
  const outcomes = await Promise.all(
    [ada, ben].map(({ account }) =>
      open.accounts.administration.setRole(owner, account.id, "owner")
    ),
  );
  assertEquals(outcomes.filter(({ ok }) => ok).length, 1);
  const heir = [ada, ben][outcomes.findIndex(({ ok }) => ok)]!;
  assertEquals((await open.accounts.signingIn.findSession(owner.token))?.account.role, "admin");
  assertEquals((await open.store.findOwner())?.id, heir.account.id);
  assertEquals(await open.accounts.signingIn.findSession(heir.token), null);
  assertEquals(open.published, [
    { type: "sessions.ended", sessionIds: [heir.sessionId] },
    { type: "account.changed", account: { ...owner.account, role: "admin" } },
    { type: "account.changed", account: { ...heir.account, role: "owner" } },
  ]);
  assertEquals(await open.accounts.links.makeSetupLink(), null);
});

Deno.test("ownership goes to nobody who is deactivated", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  good(await open.accounts.administration.deactivate(owner, ada.account.id));
  assertEquals(
    codeOf(await open.accounts.administration.setRole(owner, ada.account.id, "owner")),
    "forbidden",
  );
  assertEquals((await open.store.findOwner())?.id, owner.account.id);
});

Deno.test("a deactivated account is out everywhere, and keeps its name until it is back", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  open.published.length = 0;
  good(await open.accounts.administration.deactivate(owner, ada.account.id));
  assertEquals(open.published, [
    { type: "sessions.ended", sessionIds: [ada.sessionId] },
    { type: "user.closed", userId: ada.account.id, close: CLOSE.banned },
  ]);
  assertEquals(await open.accounts.signingIn.findSession(ada.token), null);
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  assertEquals(codeOf(await open.accounts.guests.create("Ada", HERE)), "name_taken");
  assertEquals(await open.accounts.directory.byIds([ada.account.id]), []);
  assertEquals(await open.accounts.directory.search("ada", 20), []);
  good(await open.accounts.administration.reactivate(owner, ada.account.id));
  assertEquals(codeOf(await open.signIn("Ada")), "ok");
});

Deno.test("a session that was made while its account was deactivated is none", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  await open.store.updateAccount(ada.account.id, { deactivatedAt: open.clock.now() });
  assertEquals(await open.accounts.signingIn.findSession(ada.token), null);
});

Deno.test("a reset link sets a password once, signs in, and ends what came before", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  const { token } = good(await open.accounts.administration.resetLink(owner, ada.account.id));
  assertEquals((await open.accounts.links.find("reset", token))?.account, ada.account);
  assertEquals(
    codeOf(await open.accounts.ownAccount.resetPassword(token, "short", HERE)),
    "password_refused",
  );
  const outcomes = await Promise.all(
    ["velvet anchor 1", "velvet anchor 2"].map((password) =>
      open.accounts.ownAccount.resetPassword(token, password, ELSEWHERE)
    ),
  );
  assertEquals(outcomes.map(codeOf).sort(), ["link_gone", "ok"]);
  const won = outcomes.find((it) => it.ok)!;
  assert(await open.accounts.signingIn.findSession(good(won).token));
  assertEquals(await open.accounts.signingIn.findSession(ada.token), null);
  assertEquals(codeOf(await open.signIn("Ada")), "wrong_credentials");
  assertEquals(await open.accounts.links.find("reset", token), null);
});

Deno.test("whoever runs the machine can make a reset link for the owner, and nobody else can", async () => {
  await using open = await openTestAccounts();
  assertEquals(await open.accounts.links.makeOwnerResetLink(), null);
  const owner = await open.setUp("Olga");
  const admin = await open.registerAs("admin", "Ada", owner);
  assertEquals(
    codeOf(await open.accounts.administration.resetLink(admin, owner.account.id)),
    "forbidden",
  );
  const old = await open.accounts.links.makeOwnerResetLink();
  const token = await open.accounts.links.makeOwnerResetLink();
  assertEquals(await open.accounts.links.find("reset", old!), null);
  const next = "another velvet anchor";
  const signedIn = good(await open.accounts.ownAccount.resetPassword(token!, next, HERE));
  assertEquals(signedIn.account, owner.account);
  assertEquals(await open.accounts.signingIn.findSession(owner.token), null);
  assertEquals(codeOf(await open.signIn("Olga", next)), "ok");
});

Deno.test("admins look at one person: where they are signed in, and the ban that holds", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada", ELSEWHERE);
  const userId = ada.account.id;
  const ban = await open.ban(owner, { userId, reason: "", hours: 1 });
  const person = good(await open.accounts.directory.person(owner, userId));
  assertEquals([person.name, person.ban], ["Ada", ban]);
  assertEquals(person.sessions.map(({ id, address }) => [id, address]), [
    [ada.sessionId, ELSEWHERE.address],
  ]);
  assert(!JSON.stringify(person).includes("scrypt"));
  assertEquals(codeOf(await open.accounts.directory.person(owner, "u_nobody")), "user_not_found");
  assertEquals(codeOf(await open.accounts.directory.person(ada, userId)), "forbidden");
});

Deno.test("a reset link ends after a day, by a newer one, and by another change of the password", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  const make = async () =>
    good(await open.accounts.administration.resetLink(owner, ada.account.id)).token;
  const isUsable = async (token: string) => await open.accounts.links.find("reset", token) !== null;
  const first = await make();
  const second = await make();
  assertEquals([await isUsable(first), await isUsable(second)], [false, true]);
  const form = { current: PASSWORD, next: "another velvet anchor" };
  good(await open.accounts.ownAccount.changePassword(ada, form, HERE));
  assertEquals(await isUsable(second), false);
  const third = await make();
  open.clock.advance(DAY);
  assertEquals(await isUsable(third), false);
  const late = await open.accounts.ownAccount.resetPassword(third, "another velvet anchor", HERE);
  assertEquals(codeOf(late), "link_gone");
});

Deno.test("a link is worth nothing once its maker could not make it any more", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.registerAs("admin", "Ada", owner);
  const ben = await open.register("Ben");
  const invite = good(
    await open.accounts.administration.invite(ada, { role: "member", uses: 5, days: 5 }),
  );
  const reset = good(await open.accounts.administration.resetLink(ada, ben.account.id));
  const usable = async () =>
    await Promise.all([
      open.accounts.links.find("invite", invite.token),
      open.accounts.links.find("reset", reset.token),
    ].map(async (it) => await it !== null));
  assertEquals(await usable(), [true, true]);
  good(await open.accounts.administration.setRole(owner, ada.account.id, "member"));
  assertEquals(await usable(), [false, false]);
  good(await open.accounts.administration.setRole(owner, ada.account.id, "admin"));
  good(await open.accounts.administration.setRole(owner, ben.account.id, "admin"));
  assertEquals(await usable(), [true, false], "an admin resets no admin's password");
  good(await open.accounts.administration.deactivate(owner, ada.account.id));
  assertEquals(await usable(), [false, false]);
});

Deno.test("an invite is used as often as it says, also by many at once, and not after its end", async () => {
  await using open = await openTestAccounts({ registration: "invite" });
  const owner = await open.setUp();
  const { link, token } = good(
    await open.accounts.administration.invite(owner, { role: "member", uses: 3, days: 7 }),
  );
  assertEquals(link.expiresAt - link.createdAt, 7 * DAY);
  const register = (name: string) =>
    open.accounts.registration.register({ name, password: PASSWORD, invite: token }, HERE);
  const outcomes = await Promise.all(["Ada", "Ben", "Cleo", "Dora", "Emil"].map(register));
  assertEquals(outcomes.map(codeOf).sort(), ["link_gone", "link_gone", "ok", "ok", "ok"]);
  const other = good(
    await open.accounts.administration.invite(owner, { role: "member", uses: 3, days: 7 }),
  );
  open.clock.advance(7 * DAY);
  assertEquals(await open.accounts.links.find("invite", other.token), null);
});

Deno.test("a withdrawn invite is gone, and nothing but invites can be withdrawn", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  const invite = good(
    await open.accounts.administration.invite(owner, { role: "member", uses: 3, days: 7 }),
  );
  const reset = good(await open.accounts.administration.resetLink(owner, ada.account.id));
  assertEquals(good(await open.accounts.administration.invites(owner)), [invite.link]);
  good(await open.accounts.administration.withdrawInvite(owner, invite.link.id));
  good(await open.accounts.administration.withdrawInvite(owner, reset.link.id));
  assertEquals(await open.accounts.links.find("invite", invite.token), null);
  assert(await open.accounts.links.find("reset", reset.token));
  assertEquals(good(await open.accounts.administration.invites(owner)), []);
});

Deno.test("an invite keeps the note that tells it from others; one with what cannot be seen is refused", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const wish = { role: "member", uses: 1, days: 7 } as const;
  const { administration } = open.accounts;
  good(await administration.invite(owner, { ...wish, note: "  the  crew " }));
  good(await administration.invite(owner, wish));
  const refused = await administration.invite(owner, { ...wish, note: "crew\u202e" });
  assertEquals(codeOf(refused), "bad_message");
  const notes = good(await administration.invites(owner)).map(({ note }) => note);
  assertEquals(notes.sort(), ["", "the crew"]);
});

Deno.test("the numbers of an invite have bounds", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  for (const [uses, days] of [[0, 1], [1_001, 1], [1.5, 1], [NaN, 1], [1, 0], [1, 366], [1, -1]]) {
    const invite = { role: "member" as const, uses: uses!, days: days! };
    assertEquals(codeOf(await open.accounts.administration.invite(owner, invite)), "bad_message");
  }
});

Deno.test("the list of people is paged and searched, and says who is banned", async () => {
  await using open = await openTestAccounts();
  const owner = await open.setUp();
  const name = (i: number) => `Person ${String(i).padStart(3, "0")}`;
  for (let i = 0; i < 60; i++) {
    await open.register(name(i), { address: `203.0.113.${i}`, device: "" });
  }
  const guest = good(await open.accounts.guests.create("Person Guest", HERE));
  const ban = await open.ban(owner, {
    userId: guest.account.id,
    reason: "spam",
    hours: 1,
  });
  const list = async (query: string, page: number, guests = false) =>
    good(await open.accounts.directory.list(owner, { query, guests, page }));
  const first = await list("PERSON", 1);
  assertEquals([first.total, first.page, first.pages, first.accounts.length], [60, 1, 2, 50]);
  assertEquals(first.accounts[0]!.name, name(0));
  const last = await list("person", 99);
  assertEquals([last.page, last.accounts.length, last.accounts[9]!.name], [2, 10, name(59)]);
  for (const page of [0, -1, NaN, 1.5, Infinity]) {
    assertEquals((await list("person", page)).page, 1);
  }
  const withGuests = await list("guest", 1, true);
  assertEquals(withGuests.accounts.map(({ name, ban }) => ({ name, ban })), [
    { name: "Person Guest", ban },
  ]);
  assert(!JSON.stringify([first, withGuests]).includes("scrypt"));
});

Deno.test("accounts are found by id and by name, guests never", async () => {
  await using open = await openTestAccounts();
  const ada = await open.register("Ada");
  const guest = good(await open.accounts.guests.create("Adam", HERE));
  const ids = [ada.account.id, ada.account.id, guest.account.id, "u_nobody", "__proto__"];
  assertEquals(await open.accounts.directory.byIds(ids), [ada.account]);
  assertEquals(await open.accounts.directory.search("AD", 20), [ada.account]);
});
