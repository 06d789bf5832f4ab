import type { PostgresConnection } from "../../postgres/connection.ts";
import { statement } from "../../postgres/statement.ts";
import type { Batch } from "./batch.ts";

/** What hubs hear each other on. */
export const CHANNEL = "confab_broker";
/** A notification takes less than 8,000 bytes; what is longer is read from the table. */
const NOTIFICATION_BYTES = 7_000;
/** Most batches of one hub that are read at once. */
const MOST_BATCHES = 200;
/** Most old rows removed at once. */
const MOST_REMOVED = 20_000;

/** Held while the table is made: two that make it at once would get in each other's way. The key is arbitrary. */
const CREATE = `
  BEGIN;
  SELECT pg_advisory_xact_lock(4837110);
  CREATE TABLE IF NOT EXISTS broker_events (
    hub text NOT NULL,
    n bigint NOT NULL,
    payload text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (hub, n)
  );
  CREATE INDEX IF NOT EXISTS broker_events_at ON broker_events (at);
  COMMIT`;

const EXISTS = statement("SELECT to_regclass('broker_events') IS NOT NULL AS exists");

/** Each hub that has rows, by leaps through the index. */
const HUBS = `
  WITH RECURSIVE hubs(hub) AS (
    (SELECT hub FROM broker_events ORDER BY hub LIMIT 1)
    UNION ALL
    SELECT (SELECT e.hub FROM broker_events e WHERE e.hub > h.hub ORDER BY e.hub LIMIT 1)
    FROM hubs h WHERE h.hub IS NOT NULL
  )`;

const LAST = statement(`${HUBS}
  SELECT h.hub, (SELECT max(n) FROM broker_events WHERE hub = h.hub) AS n
  FROM hubs h WHERE h.hub IS NOT NULL`);

/** A hub whose rows were all heard has one row here, without a batch. */
const LOOK = statement(`${HUBS}
  SELECT h.hub, e.n, e.payload
  FROM hubs h
  LEFT JOIN unnest($1::text[], $2::bigint[]) AS heard(hub, n) ON heard.hub = h.hub
  LEFT JOIN LATERAL (
    SELECT n, payload FROM broker_events
    WHERE hub = h.hub AND n > coalesce(heard.n, 0) ORDER BY n LIMIT ${MOST_BATCHES}
  ) e ON true
  WHERE h.hub IS NOT NULL AND h.hub <> $3
  ORDER BY h.hub, e.n`);

/** What is lost with a crash of the database is written again: so nobody waits for the disk. Only here, in this
 *  transaction: behind a pooler the connection is others' as well. */
const UNSYNCED = "set_config('synchronous_commit', 'off', true)";
const INSERT = `INSERT INTO broker_events (hub, n, payload) VALUES ($1, $2, $3)
  ON CONFLICT (hub, n) DO NOTHING`;

const WRITE = statement(`WITH written AS (${INSERT}) SELECT ${UNSYNCED}`);
const WRITE_AND_NOTIFY = statement(
  `WITH written AS (${INSERT}) SELECT ${UNSYNCED}, pg_notify('${CHANNEL}', $4)`,
);

const WRITTEN = statement("SELECT coalesce(max(n), 0) AS n FROM broker_events WHERE hub = $1");

const CLEAN = statement(
  `DELETE FROM broker_events WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM broker_events WHERE at < now() - $1::float8 * interval '1 millisecond'
     LIMIT ${MOST_REMOVED}))`,
);

/** A row that was found; without a batch when everything of that hub was heard. */
export interface FoundBatch {
  hub: string;
  n: number | null;
  payload: string | null;
}

/** The table in which hubs leave word for each other. */
export const eventTable = {
  /** Makes it where it is missing. */
  async create(connection: PostgresConnection): Promise<void> {
    const [found] = await connection.query<{ exists: boolean }>(EXISTS);
    if (found!.exists) return;
    try {
      await connection.run(CREATE);
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => {});
      throw error;
    }
  },

  /** The number of the last batch of each hub. */
  async last(connection: PostgresConnection): Promise<[string, number][]> {
    const rows = await connection.query<{ hub: string; n: number }>(LAST);
    return rows.map(({ hub, n }) => [hub, n]);
  },

  /** What came after positions, in the order of each hub's numbers, and every hub of which there is anything; but for
   *  `own`.
   *  @returns `more`: a hub may have further ones */
  async look(
    connection: PostgresConnection,
    { hubs, heard }: { hubs: string[]; heard: number[] },
    own: string,
  ): Promise<{ found: FoundBatch[]; more: boolean }> {
    const found = await connection.query<FoundBatch>(LOOK, [hubs, heard, own]);
    const counts = new Map<string, number>();
    for (const { hub } of found) counts.set(hub, (counts.get(hub) ?? 0) + 1);
    return { found, more: Math.max(0, ...counts.values()) >= MOST_BATCHES };
  },

  /** Writes a batch, unless it is there. */
  async write(connection: PostgresConnection, { hub, n, kept }: Batch): Promise<void> {
    await connection.query(WRITE, [hub, n, kept]);
  },

  /** Writes a batch, unless it is there, and tells everybody who listens. */
  async writeAndNotify(connection: PostgresConnection, batch: Batch): Promise<void> {
    const { hub, n, kept } = batch;
    await connection.query(WRITE_AND_NOTIFY, [hub, n, kept, toNotification(batch)]);
  },

  /** The number of the last batch of a hub; 0 when there is none. */
  async written(connection: PostgresConnection, hub: string): Promise<number> {
    const [row] = await connection.query<{ n: number }>(WRITTEN, [hub]);
    return row!.n;
  },

  /** Removes what is older, in milliseconds. */
  async clean(connection: PostgresConnection, ageMs: number): Promise<void> {
    while (await connection.execute(CLEAN, [ageMs]) === MOST_REMOVED);
  },
};

/** Word of a batch: its hub, its number, and its events where there is room for them. */
function toNotification({ hub, n, told }: Batch): string {
  const isShort = told.length <= NOTIFICATION_BYTES &&
    new TextEncoder().encode(told).length <= NOTIFICATION_BYTES;
  return toWord({ hub, n, told: isShort ? told : "" });
}

/** A batch as those who listen are told it; without its events it has to be read. */
export function toWord({ hub, n, told }: Pick<Batch, "hub" | "n" | "told">): string {
  return `${hub} ${n} ${told}`;
}

/** Null for what is no word of a hub's. */
export function fromWord(word: string): { hub: string; n: number; events: string } | null {
  const parts = /^(\S+) (\d+) (.*)$/s.exec(word);
  return parts && { hub: parts[1]!, n: Number(parts[2]), events: parts[3]! };
}
