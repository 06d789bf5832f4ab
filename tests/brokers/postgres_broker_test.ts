import { assert, assertEquals } from "@std/assert";
import {
  PostgresBroker,
  type PostgresBrokerOptions,
} from "../../brokers/postgres/postgres_broker.ts";
import { systemClock } from "../../hub/system_clock.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { type PostgresSettings, readPostgresSettings } from "../../postgres/settings.ts";
import { PostgresServer } from "../support/postgres_server.ts";
import { found } from "../support/waiting.ts";
import { brokerContract, changed, hearing, revisionsIn, said, versionIn } from "./contract.ts";

/** Brokers of hubs on one database; on a server of its own, which is stopped. */

const ignore = !PostgresServer.isInstalled;
let server: PostgresServer;
Deno.test.beforeAll(async () => {
  if (!ignore) server = await PostgresServer.start();
});
Deno.test.afterAll(() => server?.[Symbol.asyncDispose]());

const logger = { info() {}, warn() {}, error() {} };

function test(sentence: string, run: () => Promise<void>): void {
  Deno.test({ name: `postgres: ${sentence}`, ignore, fn: run });
}

async function newDatabase(): Promise<PostgresSettings> {
  return readPostgresSettings({ DATABASE_URL: await server.createDatabase() })!;
}

function openBroker(
  settings: PostgresSettings,
  more: Partial<PostgresBrokerOptions> = {},
): Promise<PostgresBroker> {
  return PostgresBroker.open({ settings, clock: systemClock, logger, ...more });
}

async function openPair(
  more: Partial<PostgresBrokerOptions> = {},
  settings?: PostgresSettings,
) {
  settings ??= await newDatabase();
  const errors: string[] = [];
  const noting = { ...logger, error: (message: string) => void errors.push(message) };
  const one = await openBroker(settings, { logger: noting, ...more });
  const other = await openBroker(settings, { logger: noting, ...more });
  return {
    settings,
    one,
    other,
    errors,
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), other.close()]);
    },
  };
}

/** Somebody else on the database. */
async function asAdmin<T>(
  settings: PostgresSettings,
  work: (connection: PostgresConnection) => Promise<T>,
): Promise<T> {
  const connection = await PostgresConnection.open(settings, { name: "test" });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

brokerContract(test, openPair);
brokerContract(
  (sentence, run) => {
    // Where nothing tells that there is something, nothing can be prompt.
    if (!sentence.includes("all is well")) test(`without notifications, ${sentence}`, run);
  },
  () => openPair({ listens: false }),
);

test("two that open at once on a new database both can", async () => {
  const settings = await newDatabase();
  const brokers = await Promise.all(Array.from({ length: 8 }, () => openBroker(settings)));
  const heard = hearing(brokers[7]!);
  brokers[0]!.publish(changed(1));
  await found(() => heard.length > 0 || null);
  await Promise.all(brokers.map((broker) => broker.close()));
});

test("what was published before one opened is not told to it, and all from then on is", async () => {
  const settings = await newDatabase();
  const one = await openBroker(settings);
  one.publish(changed(1));
  const other = await openBroker(settings);
  const heard = hearing(other);
  one.publish(changed(2));
  await found(() => heard.length > 0 || null);
  assertEquals(revisionsIn(heard).at(-1), 2);
  await Promise.all([one.close(), other.close()]);
});

test("a broker whose own notifications do not come back says that it is not prompt", async () => {
  await using pair = await openPair({ listens: false });
  pair.one.publish(changed(1));
  await found(() => !pair.one.health.isPrompt || null);
  assert(pair.one.health.isConnected);
  // So long its word has been awaited at least.
  assert(pair.one.health.lagMs > 100, `${pair.one.health.lagMs} ms`);
});

test("a broker knows how long its word takes", async () => {
  await using pair = await openPair();
  pair.one.publish(changed(1));
  await found(() => pair.one.health.lagMs > 0 || null);
  await found(() => pair.one.health.isPrompt && pair.one.health.lagMs < 1_000 || null);
});

test("over cut connections everything arrives, in order", async () => {
  await using pair = await openPair();
  const heard = hearing(pair.other);
  const count = 600;
  for (let revision = 1; revision <= count; revision++) {
    pair.one.publish(changed(revision));
    if (revision % 100 === 50) {
      await asAdmin(pair.settings, (connection) =>
        connection.run(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'confab broker' AND datname = current_database()`,
        ));
    }
    if (revision % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await found(() => revisionsIn(heard).at(-1) === count || null);
  assertRises(revisionsIn(heard), count);
});

test("over a database that crashed and is back everything arrives, in order", async () => {
  await using pair = await openPair();
  const heard = hearing(pair.other);
  for (let revision = 1; revision <= 300; revision++) {
    pair.one.publish(changed(revision));
    if (revision === 150) {
      await found(() => revisionsIn(heard).length > 0 || null);
      await server.stop("immediate");
      await found(() => !pair.one.health.isConnected || null);
    }
    if (revision === 200) await server.start();
    if (revision % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await found(() => revisionsIn(heard).at(-1) === 300 || null);
  assertRises(revisionsIn(heard), 300);
  assert(pair.one.health.isConnected);
});

test("what a crash of the database has undone is told to who had not heard it", async () => {
  await using pair = await openPair();
  const { settings } = pair;
  const heard = hearing(pair.one);
  pair.one.publish(changed(1));
  pair.other.publish(changed(2));
  await found(() => revisionsIn(heard).includes(2) || null);
  const late = await openBroker(settings);
  const heardLate = hearing(late);
  // As after a crash: what was written last is not there any more.
  await asAdmin(settings, (connection) => connection.run("DELETE FROM broker_events"));
  await asAdmin(settings, (connection) =>
    connection.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'confab broker' AND datname = current_database()`,
    ));
  pair.one.publish(changed(3));
  await found(() => revisionsIn(heardLate).includes(3) || null);
  assert(!revisionsIn(heardLate).includes(0));
  const rows = await asAdmin(
    settings,
    (connection) =>
      connection.query<{ n: number }>({
        name: "n",
        text: "SELECT n FROM broker_events ORDER BY n",
      }),
  );
  assertEquals(rows.map(({ n }) => n).slice(0, 2), [1, 1], "both wrote their first once more");
  await late.close();
});

test("who stood still for so long that something was removed is told of a gap, and hears what comes then", async () => {
  await using pair = await openPair({ listens: false });
  const heard = hearing(pair.other);
  pair.one.publish(changed(1));
  await found(() => heard.length > 0 || null);
  // Two batches, of which the first is gone before anybody looks.
  await asAdmin(pair.settings, (connection) =>
    connection.run(
      `BEGIN; LOCK broker_events;
       INSERT INTO broker_events (hub, n, payload)
       SELECT hub, max(n) + 1, '[{"type":"ban.lifted","banId":"lost"}]' FROM broker_events GROUP BY hub;
       INSERT INTO broker_events (hub, n, payload)
       SELECT hub, max(n) + 1, '[{"type":"ban.lifted","banId":"there"}]' FROM broker_events GROUP BY hub;
       DELETE FROM broker_events WHERE payload LIKE '%lost%'; COMMIT`,
    ));
  await found(() => heard.some(({ type }) => type === "ban.lifted") || null);
  assertEquals(heard.map(({ type }) => type), ["room", "gap", "ban.lifted"]);
});

test("what came before a notification that arrived is told before it, though its own was lost", async () => {
  await using pair = await openPair();
  const heard = hearing(pair.other);
  const lifted = (banId: string) => JSON.stringify([{ type: "ban.lifted", banId }]);
  await asAdmin(pair.settings, (connection) =>
    connection.run(
      `BEGIN; INSERT INTO broker_events (hub, n, payload)
       VALUES ('third', 1, '${lifted("a")}'), ('third', 2, '${lifted("b")}');
       SELECT pg_notify('confab_broker', 'third 2 ${lifted("b")}'); COMMIT`,
    ));
  await found(() => heard.length >= 2 || null);
  assertEquals(heard.map((event) => event.type === "ban.lifted" && event.banId), ["a", "b"]);
});

test("a thousand messages in a second are some fifty notifications", async () => {
  await using pair = await openPair();
  const heard = hearing(pair.other);
  let notifications = 0;
  const listener = await PostgresConnection.open(pair.settings, { name: "test" });
  await listener.listen("confab_broker", () => notifications += 1);
  const from = performance.now();
  for (let version = 1; version <= 1_000; version++) {
    pair.one.publish(said("general", version));
    const ahead = version - (performance.now() - from);
    if (ahead > 1) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  await found(() => versionIn("general", heard) === 1_000 || null);
  const seconds = (performance.now() - from) / 1_000;
  await listener.close();
  assert(notifications <= 51 * seconds + 1, `${notifications} in ${seconds} s`);
});

test("what is old is removed", async () => {
  await using pair = await openPair({ keepMs: 200 });
  pair.one.publish(changed(1));
  const count = () =>
    asAdmin(pair.settings, async (connection) => {
      const [row] = await connection.query<{ n: number }>({
        name: "count",
        text: "SELECT count(*) AS n FROM broker_events",
      });
      return row!.n;
    });
  await found(async () => await count() > 0 || null);
  await found(async () => await count() === 0 || null);
});

test("who fails at what they are told keeps nothing from the others", async () => {
  await using pair = await openPair();
  pair.other.subscribe(() => {
    throw new TypeError("cannot hear it");
  });
  const heard = hearing(pair.other);
  pair.one.publish(changed(1));
  pair.one.publish(changed(2));
  await found(() => revisionsIn(heard).includes(2) || null);
});

/** Each came, and none before those that were published before it. */
function assertRises(revisions: number[], count: number): void {
  for (const [i, revision] of revisions.entries()) {
    const before = revisions[i - 1] ?? 0;
    assert(revision <= before + 1, `${revision} came after ${before}`);
  }
  assertEquals(new Set(revisions).size, count);
}
