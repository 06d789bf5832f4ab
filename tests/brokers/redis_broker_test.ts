import { assert, assertEquals } from "@std/assert";
import { PostgresBroker } from "../../brokers/postgres/postgres_broker.ts";
import { redisDoorbell } from "../../brokers/redis/redis_doorbell.ts";
import { systemClock } from "../../hub/system_clock.ts";
import { readPostgresSettings } from "../../postgres/settings.ts";
import { PostgresServer } from "../support/postgres_server.ts";
import { RedisServer } from "../support/redis_server.ts";
import { found } from "../support/waiting.ts";
import { brokerContract, changed, hearing, revisionsIn, said } from "./contract.ts";

/** Brokers of hubs that tell each other by Redis; on one of its own, which is killed. */

const ignore = !PostgresServer.isInstalled || !RedisServer.isInstalled;
let postgres: PostgresServer;
let redis: RedisServer;
Deno.test.beforeAll(async () => {
  if (ignore) return;
  postgres = await PostgresServer.start();
  redis = await RedisServer.start();
});
Deno.test.afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

const logger = { info() {}, warn() {}, error() {} };

function test(sentence: string, run: () => Promise<void>): void {
  Deno.test({ name: `redis: ${sentence}`, ignore, fn: run });
}

async function openPair() {
  const settings = readPostgresSettings({ DATABASE_URL: await postgres.createDatabase() })!;
  const channel = `?channel=${settings.database}`;
  const errors: string[] = [];
  const open = () =>
    PostgresBroker.open({
      settings,
      clock: systemClock,
      logger: { ...logger, error: (message) => void errors.push(message) },
      kind: "redis",
      openDoorbell: redisDoorbell(redis.url + channel, logger),
    });
  const [one, other] = [await open(), await open()];
  return {
    one,
    other,
    errors,
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), other.close()]);
    },
  };
}

brokerContract(test, openPair);

test("messages come whole, so that nobody has to read them", async () => {
  await using pair = await openPair();
  await found(() => pair.other.health.isPrompt || null);
  const heard = hearing(pair.other);
  await found(() => {
    pair.one.publish(said("general", 1));
    return heard.some(({ type }) => type === "message") || null;
  });
});

test("without Redis everything arrives all the same and is said to be late; with it again it is prompt", async () => {
  await using pair = await openPair();
  await found(() => pair.one.health.isPrompt || null);
  const heard = hearing(pair.other);
  pair.one.publish(changed(1));
  await redis.kill();
  await found(() => !pair.one.health.isPrompt || null);
  assert(pair.one.health.isConnected);
  for (let revision = 2; revision <= 200; revision++) pair.one.publish(changed(revision));
  await found(() => revisionsIn(heard).at(-1) === 200 || null);
  await redis.start();
  // As every hub says again and again that it is there.
  await found(() => {
    for (const broker of [pair.one, pair.other]) broker.publish(changed(201));
    return pair.one.health.isPrompt && pair.other.health.isPrompt || null;
  });
  await found(() => revisionsIn(heard).at(-1) === 201 || null);
  assertEquals(new Set(revisionsIn(heard)).size, 201);
});

test("a server starts without Redis, and uses it once it is there", async () => {
  await redis.kill();
  await using pair = await openPair();
  const heard = hearing(pair.other);
  pair.one.publish(changed(1));
  await found(() => revisionsIn(heard).includes(1) || null);
  assert(!pair.one.health.isPrompt);
  await redis.start();
  await found(() => {
    pair.one.publish(changed(2));
    return pair.one.health.isPrompt || null;
  });
});

test("an emptied Redis changes nothing", async () => {
  await using pair = await openPair();
  const heard = hearing(pair.other);
  for (let revision = 1; revision <= 100; revision++) {
    pair.one.publish(changed(revision));
    if (revision % 25 === 0) await redis.flushAll();
  }
  await found(() => revisionsIn(heard).at(-1) === 100 || null);
});
