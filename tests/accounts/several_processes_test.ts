import { assert, assertEquals } from "@std/assert";
import type { Broker, BrokerEvent } from "../../hub/ports/broker.ts";
import { codeOf, ELSEWHERE, good, HERE, openTestAccounts, PASSWORD } from "./open_test_accounts.ts";

/** Tells nothing until asked to. */
class HeldBroker implements Broker {
  readonly #listeners = new Set<(event: BrokerEvent) => void>();
  held: BrokerEvent[] = [];

  publish(event: BrokerEvent): void {
    this.held.push(event);
  }

  subscribe(listener: (event: BrokerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(events: BrokerEvent[]): void {
    this.held = [];
    for (const event of events) {
      for (const listener of this.#listeners) listener(event);
    }
  }
}

Deno.test("a ban holds at once where it was set, and everywhere once that is heard", async () => {
  const broker = new HeldBroker();
  await using open = await openTestAccounts({ broker });
  const owner = await open.setUp();
  const ada = await open.register("Ada");
  const other = await open.another();
  broker.held = [];
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
  const facts = broker.held;
  broker.tell([...facts, ...facts]);
  assertEquals(other.moderation.banOf(address), bans[0]);
  assertEquals(await other.signingIn.findSession(ada.token), null);
  assertEquals(good(await other.moderation.bans(owner)).length, 2);

  for (const { id } of bans) good(await other.moderation.unban(owner, id));
  assertEquals(other.moderation.banOf(address), null);
  assertEquals(open.accounts.moderation.banOf(address), bans[0]);
  broker.tell(broker.held);
  assertEquals(open.accounts.moderation.banOf(address), null);
  assert(await open.accounts.signingIn.findSession(ada.token));
});

Deno.test("a ban that was lifted does not come back, though word of it comes late or again", async () => {
  const broker = new HeldBroker();
  await using open = await openTestAccounts({ broker });
  const owner = await open.setUp();
  const other = await open.another();
  broker.held = [];
  const { address } = ELSEWHERE;
  const ban = await open.ban(owner, { addresses: [address], reason: "", hours: 1 });
  good(await open.accounts.moderation.unban(owner, ban.id));
  const [set, lifted] = broker.held;
  assertEquals([set!.type, lifted!.type], ["ban.set", "ban.lifted"]);
  broker.tell([lifted!, set!, lifted!, set!]);
  for (const accounts of [open.accounts, other]) {
    assertEquals(accounts.moderation.banOf(address), null);
  }
});

Deno.test("guests give way when an account is made from their name in another process", async () => {
  const broker = new HeldBroker();
  await using open = await openTestAccounts({ broker });
  const other = await open.another();
  const guest = good(await other.guests.create("Ada", HERE));
  const bot = good(await other.guests.named("ada", HERE, () => null));
  const { account } = await open.register("Ada");
  const claims = broker.held;
  assertEquals(claims, [{ type: "name.claimed", key: "ada", userId: account.id }]);
  broker.tell([...claims, ...claims]);
  while (broker.held.length < 3) await new Promise((resolve) => setImmediate(resolve));
  assertEquals(
    broker.held.map((event) => event.type === "user.closed" ? event.userId : event.type),
    ["sessions.ended", guest.account.id, bot.id],
  );
  assertEquals(await other.signingIn.findSession(guest.token), null);
  assertEquals(await open.store.listSessions(guest.account.id), []);
});

Deno.test("a guest who claims their name in another process stays who they are", async () => {
  const broker = new HeldBroker();
  await using open = await openTestAccounts({ broker });
  const other = await open.another();
  const guest = good(await other.guests.create("Ada", HERE));
  const form = { password: PASSWORD };
  const claimed = good(await open.accounts.registration.claim(guest, form, HERE));
  broker.tell(broker.held);
  assertEquals((await other.signingIn.findSession(claimed.token))?.account, claimed.account);
  assertEquals(await other.signingIn.findSession(guest.token), null);
  assertEquals(codeOf(await other.guests.create("Ada", HERE)), "name_taken");
});

Deno.test("no ban is missed that is set while a process starts", async () => {
  const broker = new HeldBroker();
  let ban = () => Promise.resolve();
  await using open = await openTestAccounts({
    broker,
    wrap: (store) => ({
      async listBans(now) {
        const bans = await store.listBans(now);
        await ban();
        return bans;
      },
    }),
  });
  const owner = await open.setUp();
  const { address } = ELSEWHERE;
  ban = async () => {
    ban = () => Promise.resolve();
    good(await open.accounts.moderation.ban(owner, { addresses: [address], reason: "", hours: 1 }));
    broker.tell(broker.held);
  };
  const other = await open.another();
  assert(other.moderation.banOf(address));
});
