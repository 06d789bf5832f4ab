import { PostgresConnection } from "../../postgres/connection.ts";
import { readPostgresSettings } from "../../postgres/settings.ts";
import { PostgresServer } from "../../tests/support/postgres_server.ts";
import { RedisServer } from "../../tests/support/redis_server.ts";
import type { Subject } from "../peers/peer.ts";
import { percentile } from "../report/percentile.ts";
import { openLoop, spread } from "./acks.ts";
import { type Servers, type TalkCase, talkOn, talkTo } from "./closed_loop.ts";
import { confab, startConfab } from "./confab.ts";
import { bestRound, type Context, type Measured, type Scenario } from "./scenario.ts";

const TEXT_BYTES = 29;
const CLIENTS = 500;
const SENDERS = 20;
const IN_FLIGHT = 4;
/** Of 200 senders together. */
const MESSAGES_PER_SECOND = 1_000;
/** What hubs hear each other on (brokers/postgres/event_table.ts). */
const CHANNEL = "confab_broker";

interface Cluster extends Servers, AsyncDisposable {
  /** Of the database; null on SQLite. */
  databaseUrl: string | null;
}

interface Setup extends Pick<Subject, "name" | "dialect"> {
  start(): Promise<Cluster>;
}

/** One room on one server and on several: SQLite alone, PostgreSQL under one to three of them, and with Redis. All on this
 *  machine, so that more servers have no more cores: what is seen is what they cost. */
export const instances: Scenario = {
  name: "instances",
  isExtra: true,
  async run(context) {
    if (!PostgresServer.isInstalled) throw new Error("It needs PostgreSQL's programs");
    const failures: unknown[] = [];
    for (const setup of setups(context)) {
      for (const measure of [measureFanOut, measureAlone, measureOpenLoop]) {
        // One that falls behind for good keeps the others from nothing.
        await measure(setup, context).catch((error) => failures.push(error));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("; "));
  },
};

function setups({ quick }: Context): Setup[] {
  const withRedis = RedisServer.isInstalled ? quick ? [2] : [1, 2, 3] : [];
  return [
    {
      ...confab("confab.v1"),
      name: "SQLite",
      start: async () => Object.assign(await startConfab(), { databaseUrl: null }),
    },
    ...[1, 2, 3].map((count) => onPostgres(count, false)),
    ...withRedis.map((count) => onPostgres(count, true)),
  ];
}

function onPostgres(count: number, withRedis: boolean): Setup {
  return {
    name: `PostgreSQL${withRedis ? " and Redis" : ""}, ${count} server${count > 1 ? "s" : ""}`,
    dialect: "confab.v1",
    async start() {
      await using stack = new AsyncDisposableStack();
      const database = stack.use(await PostgresServer.start(["fsync=on", "full_page_writes=on"]));
      const redis = withRedis ? stack.use(await RedisServer.start()) : null;
      const databaseUrl = await database.createDatabase();
      const env = { DATABASE_URL: databaseUrl, ...redis && { BROKER_URL: redis.url } };
      const servers = [];
      for (let i = 0; i < count; i++) servers.push(stack.use(await startConfab({ env })));
      const all = stack.move();
      return {
        port: servers.map(({ port }) => port),
        pid: servers.map(({ pid }) => pid),
        databaseUrl,
        [Symbol.asyncDispose]: () => all.disposeAsync(),
      };
    },
  };
}

async function measureFanOut(setup: Setup, context: Context): Promise<void> {
  const of = talkCase({ clients: CLIENTS, senders: SENDERS, inFlight: IN_FLIGHT }, context);
  const what = `${setup.name}, ${CLIENTS} clients`;
  const best = await bestRound(
    context,
    what,
    () => talkTo(setup, of),
    (talked) => -talked.deliveriesPerSecond,
  );
  report(context, setup, `${CLIENTS} × ${SENDERS} × ${IN_FLIGHT}`, [
    { what: "deliveries", value: best.deliveriesPerSecond, unit: "/s" },
    { what: "messages", value: best.messagesPerSecond, unit: "/s" },
    { what: "send → ack, p50", value: best.p50Ms, unit: "ms" },
    { what: "send → ack, p99", value: best.p99Ms, unit: "ms" },
    { what: "CPU a million deliveries", value: best.cpuSecondsPerMillion, unit: "s" },
  ]);
}

async function measureAlone(setup: Setup, context: Context): Promise<void> {
  context.progress(`${setup.name}, one sender`);
  await using cluster = await setup.start();
  const talked = await talkOn(
    cluster,
    setup,
    talkCase({ clients: 1, senders: 1, inFlight: 1 }, context),
  );
  report(context, setup, "1 sender", [
    { what: "send → ack, p50", value: talked.p50Ms, unit: "ms" },
    { what: "send → ack, p99", value: talked.p99Ms, unit: "ms" },
  ]);
}

async function measureOpenLoop(setup: Setup, context: Context): Promise<void> {
  const forMs = context.quick ? 2_000 : 6_000;
  const measure = async () => {
    await using cluster = await setup.start();
    await using notifications = await countNotifications(cluster.databaseUrl);
    const { ackMs, lastMs } = await openLoop(cluster.port, {
      perSecond: MESSAGES_PER_SECOND,
      forMs,
    });
    return { ackMs, lastMs, notificationsPerSecond: notifications.perSecond };
  };
  const what = `${setup.name}, ${MESSAGES_PER_SECOND} messages a second`;
  const best = await bestRound(context, what, measure, ({ lastMs }) => percentile(lastMs, 0.99));
  report(context, setup, `${MESSAGES_PER_SECOND} messages a second`, [
    ...spread("due → ack", best.ackMs),
    ...spread("due → last receiver", best.lastMs),
    { what: "notifications", value: best.notificationsPerSecond, unit: "/s" },
  ]);
}

/** Listens as servers do. */
async function countNotifications(databaseUrl: string | null) {
  let count = 0;
  let firstAt = NaN;
  let lastAt = NaN;
  const settings = databaseUrl === null
    ? null
    : readPostgresSettings({ DATABASE_URL: databaseUrl });
  const connection = settings &&
    await PostgresConnection.open(settings, { name: "confab bench" });
  await connection?.listen(CHANNEL, () => {
    count += 1;
    lastAt = performance.now();
    if (count === 1) firstAt = lastAt;
  });
  return {
    get perSecond() {
      return count < 2 ? 0 : (count - 1) / (lastAt - firstAt) * 1_000;
    },
    async [Symbol.asyncDispose]() {
      await connection?.close();
    },
  };
}

function talkCase(
  { clients, senders, inFlight }: { clients: number; senders: number; inFlight: number },
  { quick, workers }: Context,
): TalkCase {
  return {
    rooms: ["general"],
    clientsPerRoom: clients,
    sendersPerRoom: senders,
    inFlight,
    textBytes: TEXT_BYTES,
    warmUpMs: quick ? 500 : 1_000,
    measuredMs: quick ? 1_000 : 3_000,
    workers: clients === 1 ? 1 : workers,
  };
}

function report(context: Context, { name }: Setup, which: string, measured: Measured[]): void {
  for (const one of measured) context.report({ case: which, who: name, ...one });
}
