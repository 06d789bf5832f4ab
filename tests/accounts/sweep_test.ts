import { assert, assertEquals } from "@std/assert";
import { StorageError } from "../../hub/ports/store.ts";
import { good, HERE, openTestAccounts, type TestAccounts } from "./open_test_accounts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lets time pass, with all the steps that a sweep takes then. */
async function pass(open: TestAccounts, ms: number, steps = 5): Promise<void> {
  open.clock.advance(ms);
  for (let step = 0; step < steps; step++) {
    await open.written();
    await new Promise((resolve) => setTimeout(resolve, 0));
    open.clock.advance(50);
  }
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
  await pass(open, MINUTE);
  assertEquals(await count(), 1);
  await pass(open, 28 * DAY);
  await pass(open, HOUR);
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
  await pass(open, MINUTE);
  const there = async () => [
    await isThere(stays.account),
    await isThere(leaves.account),
    await isThere(named),
  ];
  assertEquals(await there(), [true, false, true]);
  await pass(open, 29 * DAY);
  await pass(open, HOUR);
  assertEquals(await there(), [true, false, true]);
  // The session is over, and so are thirty days of a name alone.
  await pass(open, DAY);
  await pass(open, HOUR);
  assertEquals(await there(), [false, false, false]);
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
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await open.written();
  };
  open.clock.advance(MINUTE);
  await settle();
  assertEquals(looked, [null]);
  open.clock.advance(49);
  await settle();
  assertEquals(looked, [null], "it rests");
  open.clock.advance(1);
  await settle();
  assertEquals(looked, [null, 2]);
  await pass(open, 0);
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
  await pass(open, MINUTE);
  assert(await open.accounts.signingIn.findSession(token));
  assert(open.logged.some((line) => line.includes("was not removed")));
  assertEquals(asked, 1);
  await pass(open, HOUR);
  assertEquals(asked, 2);
});
