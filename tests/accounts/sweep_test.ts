import { assert, assertEquals } from "@std/assert";
import { StorageError } from "../../hub/ports/store.ts";
import { within } from "../support/waiting.ts";
import { good, HERE, openTestAccounts, type TestAccounts } from "./open_test_accounts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lets time pass until a sweep begins, and then until it is over, when it waits for the next hour. */
async function sweep(open: TestAccounts, ms: number): Promise<void> {
  let restMs = await step(open, ms);
  while (restMs !== HOUR) restMs = await step(open, restMs);
}

/** Lets time pass until a sweep takes its next step; the milliseconds it rests afterwards. */
async function step({ clock }: TestAccounts, ms: number): Promise<number> {
  const rest = clock.nextTimer();
  clock.advance(ms);
  return await within(rest);
}

Deno.test("sessions that are over leave the store a minute after a start, and hourly", async () => {
  await using open = await openTestAccounts();
  const { account, token } = await open.register("Ada");
  await open.signIn("Ada");
  const count = async () => (await open.store.listSessions(account.id)).length;
  open.clock.advance(29 * DAY);
  await open.accounts.signingIn.findSession(token);
  await open.written();
  open.accounts.close();
  open.clock.advance(2 * DAY);
  await open.reopen();
  assertEquals(await count(), 2, "nobody waits for it at the start");
  await sweep(open, MINUTE);
  assertEquals(await count(), 1);
  await sweep(open, 28 * DAY);
  await sweep(open, HOUR);
  assertEquals(await count(), 0);
});

Deno.test("guests who left without a word leave the store, those with a session don't", async () => {
  await using open = await openTestAccounts();
  const { guests, signingIn } = open.accounts;
  const stays = good(await guests.create("Stays", HERE));
  const leaves = good(await guests.create("Leaves", HERE));
  await signingIn.signOut(leaves.token);
  const named = good(await guests.named("Robot", HERE, () => null));
  const isThere = async ({ id }: { id: string }) => await open.store.findAccount(id) !== null;
  await sweep(open, MINUTE);
  const there = async () => [
    await isThere(stays.account),
    await isThere(leaves.account),
    await isThere(named),
  ];
  assertEquals(await there(), [true, false, true]);
  await sweep(open, 29 * DAY);
  await sweep(open, HOUR);
  assertEquals(await there(), [true, false, true]);
  // The session is over, and so are thirty days of a name alone.
  await sweep(open, DAY);
  await sweep(open, HOUR);
  assertEquals(await there(), [false, false, false]);
});

Deno.test("hubs hear how many are in a room that a sweep has taken guests out of", async () => {
  const fewer = { room: "general", people: 1, peopleRevision: 3 };
  await using open = await openTestAccounts({
    wrap: (store) => ({
      async pruneGuests(after, options) {
        return { ...await store.pruneGuests(after, options), left: after === null ? [fewer] : [] };
      },
    }),
  });
  await sweep(open, MINUTE);
  const nobody = { entered: [], quit: [], hub: null, revision: 0 };
  assertEquals(open.published, [{ type: "people", ...fewer, ...nobody }]);
});

Deno.test("a sweep goes in steps, with a rest between them", async () => {
  const looked: unknown[] = [];
  await using open = await openTestAccounts({
    wrap: (store) => ({
      pruneGuests(after, options) {
        looked.push(after);
        return store.pruneGuests(after, { ...options, limit: 2 });
      },
    }),
  });
  for (let n = 0; n < 4; n++) {
    const { token } = good(await open.accounts.guests.create(`Guest ${n}`, HERE));
    await open.accounts.signingIn.signOut(token);
  }
  assertEquals(await step(open, MINUTE), 50);
  assertEquals(looked, [null]);
  assertEquals(await step(open, 50), 50);
  assertEquals(looked, [null, 2]);
  assertEquals(await step(open, 50), HOUR);
  assertEquals(looked, [null, 2, 4]);
});

Deno.test("a store that cannot write keeps nobody out who is known, and is asked again an hour later", async () => {
  let asked = 0;
  await using open = await openTestAccounts({
    wrap: () => ({
      pruneSessions: () => (asked++, Promise.reject(new StorageError("disk is full", true))),
    }),
  });
  const { token } = await open.register("Ada");
  await sweep(open, MINUTE);
  assert(await open.accounts.signingIn.findSession(token));
  assert(open.logged.some((line) => line.includes("was not removed")));
  assertEquals(asked, 1);
  await sweep(open, HOUR);
  assertEquals(asked, 2);
});
