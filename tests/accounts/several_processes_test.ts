import { assert, assertEquals } from "@std/assert";
import { ChaoticNetwork } from "../support/chaotic_network.ts";
import { codeOf, ELSEWHERE, good, HERE, openTestAccounts, PASSWORD } from "./open_test_accounts.ts";

/** Accounts of two processes over one store. What is published is held back until a test lets it through, then comes
 *  late, perhaps again, and in any order between types. */
async function openTwo(options: Parameters<typeof openTestAccounts>[0] = {}) {
  const network = new ChaoticNetwork(randomly());
  const open = await openTestAccounts({ ...options, broker: network.broker() });
  const owner = await open.setUp();
  const other = await open.another({ broker: network.broker() });
  await network.settled();
  network.hold();
  return { open, network, owner, other };
}

/** From 0 up to 1, the same in every run. */
function randomly(): () => number {
  let state = 1;
  return () => (state = state * 16_807 % 2_147_483_647) / 2_147_483_647;
}

Deno.test("a ban holds at once where it was set, and everywhere once that is heard", async () => {
  const { open, network, owner, other } = await openTwo();
  await using _ = open;
  const ada = await open.register("Ada");
  const { address } = ELSEWHERE;
  const userId = ada.account.id;
  const bans = [
    await open.ban(owner, { addresses: [address], reason: "", hours: 1 }),
    await open.ban(owner, { userId, reason: "", hours: 1 }),
  ];
  assertEquals(open.accounts.moderation.banOf(address), bans[0]);
  assertEquals(await open.accounts.signingIn.findSession(ada.token), null);
  assertEquals(other.moderation.banOf(address), null);
  assert(await other.signingIn.findSession(ada.token));
  network.release();
  await network.settled();
  assertEquals(other.moderation.banOf(address), bans[0]);
  assertEquals(await other.signingIn.findSession(ada.token), null);
  assertEquals(good(await other.moderation.bans(owner)).length, 2);

  network.hold();
  for (const { id } of bans) good(await other.moderation.unban(owner, id));
  assertEquals(other.moderation.banOf(address), null);
  assertEquals(open.accounts.moderation.banOf(address), bans[0]);
  network.release();
  await network.settled();
  assertEquals(open.accounts.moderation.banOf(address), null);
  assert(await open.accounts.signingIn.findSession(ada.token));
});

Deno.test("a ban that was lifted does not come back, though word of it comes later", async () => {
  const { open, network, owner, other } = await openTwo();
  await using _ = open;
  network.hold("ban.set");
  const { address } = ELSEWHERE;
  const ban = await open.ban(owner, { addresses: [address], reason: "", hours: 1 });
  good(await open.accounts.moderation.unban(owner, ban.id));
  await network.settled();
  network.release();
  await network.settled();
  for (const accounts of [open.accounts, other]) {
    assertEquals(accounts.moderation.banOf(address), null);
  }
});

Deno.test("guests give way when an account is made from their name in another process", async () => {
  const { open, network, other } = await openTwo();
  await using _ = open;
  const guest = good(await other.guests.create("Ada", HERE));
  const bot = good(await other.guests.named("ada", HERE, () => null));
  const { account } = await open.register("Ada");
  open.published.length = 0;
  network.release();
  await network.settled();
  await open.written();
  await network.settled();
  const heard = open.published.map((event) => event.type === "user.closed" ? event.userId : event);
  assert(heard.includes(guest.account.id) && heard.includes(bot.id) && !heard.includes(account.id));
  assertEquals(await other.signingIn.findSession(guest.token), null);
  assertEquals(await open.store.listSessions(guest.account.id), []);
});

Deno.test("a guest who claims their name in another process stays who they are", async () => {
  const { open, network, other } = await openTwo();
  await using _ = open;
  const guest = good(await other.guests.create("Ada", HERE));
  const form = { password: PASSWORD };
  const claimed = good(await open.accounts.registration.claim(guest, form, HERE));
  network.release();
  await network.settled();
  assertEquals((await other.signingIn.findSession(claimed.token))?.account, claimed.account);
  assertEquals(await other.signingIn.findSession(guest.token), null);
  assertEquals(codeOf(await other.guests.create("Ada", HERE)), "name_taken");
});

Deno.test("no ban is missed that is set while a process starts", async () => {
  let meanwhile = () => Promise.resolve();
  const network = new ChaoticNetwork(randomly());
  await using open = await openTestAccounts({
    broker: network.broker(),
    wrap: (store) => ({
      async listBans(now) {
        const bans = await store.listBans(now);
        await meanwhile();
        return bans;
      },
    }),
  });
  const owner = await open.setUp();
  const { address } = ELSEWHERE;
  meanwhile = async () => {
    meanwhile = () => Promise.resolve();
    await open.ban(owner, { addresses: [address], reason: "", hours: 1 });
    await network.settled();
  };
  const other = await open.another({ broker: network.broker() });
  assert(other.moderation.banOf(address));
});
