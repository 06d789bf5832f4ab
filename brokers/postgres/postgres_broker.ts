import type { Broker, BrokerEvent, BrokerHealth } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { toStorageError } from "../../postgres/failure.ts";
import { describeDatabase, type PostgresSettings } from "../../postgres/settings.ts";
import { type Batch, Outbox } from "./batch.ts";
import { Listeners } from "../listeners.ts";
import type { Doorbell, OpenDoorbell } from "./doorbell.ts";
import { CHANNEL, eventTable, fromWord, toWord } from "./event_table.ts";
import { Positions } from "./positions.ts";

/** How much time passes between the beginnings of two batches at least, in milliseconds: a thousand messages a second are
 *  fifty notifications. The first after a rest waits for nothing. */
const BATCH_MS = 20;
/** How often it is looked into the table, in milliseconds: where others can be heard in case that a notification got lost,
 *  elsewhere (behind some poolers) because nothing else tells. */
const LOOK_MS = { heard: 500, unheard: 100 };
/** How long one's own word may be on its way before nobody counts as being heard, in milliseconds. */
const ECHO_MS = 1_000;
/** How long batches stay in the table, in milliseconds. A hub that stood still for longer has missed some. */
const KEEP_MS = 5 * 60_000;
const CLEAN_MS = 60_000;
/** How long batches are kept to be written again when the database crashed: it forgets less than a second
 *  (three times wal_writer_delay). */
const RECENT_MS = 10_000;
/** Pauses between attempts to connect, in milliseconds; each is doubled. */
const RETRY_MS = { least: 100, most: 3_000 };
/** Longest that closing waits for what is left to be written, in milliseconds. */
const CLOSE_MS = 1_000;

export interface PostgresBrokerOptions {
  settings: PostgresSettings;
  clock: Clock;
  logger: Logger;
  /** What tells of batches instead of NOTIFY. */
  openDoorbell?: OpenDoorbell;
  /** How it is called in `/health`. */
  kind?: BrokerHealth["kind"];
  /** For tests: whether it listens to notifications (true), and how long batches stay in the table. */
  listens?: boolean;
  keepMs?: number;
}

/** Carries events by a table of the database in which the store is. Each hub writes batches there, numbered without gaps and
 *  by one connection one after the other, and reads those of the others from where it has got to: so nothing is overlooked,
 *  in whichever order commits become visible, and whatever became of the notification that told of them. */
export class PostgresBroker implements Broker {
  readonly #options: PostgresBrokerOptions;
  readonly #hub: string = crypto.randomUUID();
  readonly #outbox: Outbox;
  readonly #listeners: Listeners;
  readonly #doorbell: Doorbell | null;
  readonly #positions: Positions;
  #connection: PostgresConnection | null = null;
  /** Given a number, and perhaps not written yet. */
  #unwritten: Batch | null = null;
  /** Written not long ago, oldest first. */
  #recent: { batch: Batch; at: number }[] = [];
  #isFlushing = false;
  #flushedAt = -Infinity;
  #isLooking = false;
  #looksAgain = false;
  #lookedAt: { monotonic: number; wall: number };
  #cancelLook = () => {};
  #cancelClean = () => {};
  /** When the oldest of one's own words was rung that has not been heard since; null when all were. */
  #rungAt: number | null = null;
  /** What the last of them took that was heard. */
  #echoMs = 0;
  #isClosed = false;

  private constructor(options: PostgresBrokerOptions, last: [string, number][]) {
    this.#options = options;
    this.#listeners = new Listeners(options.logger);
    this.#positions = new Positions(last);
    this.#lookedAt = this.#now();
    const { openDoorbell } = options;
    this.#outbox = new Outbox(this.#hub, { tellsMessages: openDoorbell !== undefined });
    this.#doorbell = openDoorbell?.((word) => this.#hearWord(word)) ?? null;
  }

  /** Makes the table where it is missing, and nothing else.
   *  @throws StorageError when the database cannot be reached, or does not let it */
  static async prepare(settings: PostgresSettings): Promise<void> {
    const connection = await connect(settings);
    try {
      await eventTable.create(connection);
    } catch (error) {
      throw toStorageError(error, describeDatabase(settings));
    } finally {
      await connection.close();
    }
  }

  /** @throws StorageError when the database cannot be reached */
  static async open(options: PostgresBrokerOptions): Promise<PostgresBroker> {
    const connection = await connect(options.settings);
    try {
      await eventTable.create(connection);
      const broker = new PostgresBroker(options, await eventTable.last(connection));
      await broker.#begin(connection);
      broker.#cleanLater();
      return broker;
    } catch (error) {
      connection.destroy("it is of no use");
      throw toStorageError(error, describeDatabase(options.settings));
    }
  }

  get health(): BrokerHealth {
    return {
      kind: this.#options.kind ?? "postgres",
      isConnected: this.#connection !== null,
      isPrompt: this.#isHeard && (this.#doorbell?.isConnected ?? true),
      lagMs: Math.max(this.#echoMs, this.#awaitedMs),
    };
  }

  publish(event: BrokerEvent): void {
    // Who typed then does not now.
    if (this.#connection || event.type !== "typing") this.#outbox.add(event);
    this.#flushSoon();
    this.#listeners.tell(event);
  }

  subscribe(listener: (event: BrokerEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    const { clock } = this.#options;
    const until = clock.monotonic() + CLOSE_MS;
    while ((this.#unwritten || !this.#outbox.isEmpty) && clock.monotonic() < until) {
      this.#flushSoon();
      await new Promise<void>((resolve) => clock.after(5, resolve));
    }
    this.#isClosed = true;
    this.#cancelLook();
    this.#cancelClean();
    this.#doorbell?.close();
    await this.#connection?.close();
  }

  /** Whether what is told comes through, as one's own words show. */
  get #isHeard(): boolean {
    return this.#awaitedMs < ECHO_MS;
  }

  /** How long one's own word has been awaited. */
  get #awaitedMs(): number {
    return this.#rungAt === null ? 0 : this.#options.clock.monotonic() - this.#rungAt;
  }

  #now(): { monotonic: number; wall: number } {
    const { clock } = this.#options;
    return { monotonic: clock.monotonic(), wall: clock.now() };
  }

  async #begin(connection: PostgresConnection): Promise<void> {
    const { listens = true, logger } = this.#options;
    this.#rungAt = null;
    if (listens && !this.#doorbell) {
      await connection.listen(CHANNEL, (word) => this.#hearWord(word)).catch((error) => {
        logger.warn("this database passes on no notifications: it is asked for news instead", {
          error: String(error),
        });
      });
    }
    await this.#writeAgain(connection);
    this.#connection = connection;
    void connection.lost.then((loss) => this.#reconnect(loss));
    this.#flushSoon();
    this.#lookSoon();
  }

  async #reconnect(loss: Error): Promise<void> {
    const { clock, logger, settings } = this.#options;
    this.#connection = null;
    if (this.#isClosed) return;
    logger.warn("other servers cannot be heard", {
      error: loss.message,
      database: describeDatabase(settings),
    });
    for (let pauseMs = RETRY_MS.least; !this.#isClosed;) {
      try {
        const connection = await connect(settings);
        if (this.#isClosed) return await connection.close();
        await this.#begin(connection);
        logger.info("other servers can be heard again");
        return;
      } catch {
        // At random, so that not all instances come at once.
        const ms = pauseMs * (0.5 + Math.random());
        await new Promise<void>((resolve) => clock.after(ms, resolve));
        pauseMs = Math.min(2 * pauseMs, RETRY_MS.most);
      }
    }
  }

  /** What a crash of the database may have undone is written once more, before anything newer is. */
  async #writeAgain(connection: PostgresConnection): Promise<void> {
    const written = await eventTable.written(connection, this.#hub);
    for (const { batch } of this.#recent) {
      if (batch.n > written) await eventTable.write(connection, batch);
    }
  }

  #flushSoon(): void {
    if (this.#isFlushing || !this.#connection) return;
    this.#isFlushing = true;
    const { clock } = this.#options;
    const waitMs = this.#flushedAt + BATCH_MS - clock.monotonic();
    if (waitMs > 0) clock.after(waitMs, () => void this.#flush());
    else clock.afterTick(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { clock } = this.#options;
    this.#flushedAt = clock.monotonic();
    let failed = false;
    try {
      const connection = this.#connection;
      if (connection && !(this.#unwritten === null && this.#outbox.isEmpty)) {
        await this.#write(connection, this.#unwritten ??= this.#outbox.take());
        this.#unwritten = null;
      }
    } catch {
      // It is written when the connection is there again, or the database takes it.
      failed = true;
    }
    this.#isFlushing = false;
    if (this.#isClosed) return;
    if (failed) clock.after(RETRY_MS.least, () => this.#flushSoon());
    else if (!this.#outbox.isEmpty) this.#flushSoon();
  }

  async #write(connection: PostgresConnection, batch: Batch): Promise<void> {
    const now = this.#options.clock.monotonic();
    this.#rungAt ??= now;
    if (this.#doorbell) {
      await eventTable.write(connection, batch);
      this.#doorbell.ring(toWord(batch));
    } else {
      await eventTable.writeAndNotify(connection, batch);
    }
    this.#recent.push({ batch, at: now });
    while (this.#recent[0]!.at < now - RECENT_MS) this.#recent.shift();
  }

  #hearWord(word: string): void {
    const said = fromWord(word);
    if (!said) return;
    if (said.hub === this.#hub) {
      if (this.#rungAt !== null) this.#echoMs = this.#awaitedMs;
      this.#rungAt = null;
      return;
    }
    if (said.events === "") return this.#lookSoon();
    const order = this.#positions.take(said.hub, said.n);
    if (order === "next") this.#tell(said.events);
    else if (order === "early") this.#lookSoon();
  }

  /** Looks into the table now, and from then on from time to time. */
  #lookSoon(): void {
    this.#looksAgain = true;
    if (!this.#isLooking) void this.#look();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#cancelLook();
    const { clock } = this.#options;
    while (this.#looksAgain && this.#connection) {
      this.#looksAgain = false;
      const positions = this.#positions.all;
      try {
        const { found, more } = await eventTable.look(this.#connection, positions, this.#hub);
        this.#noteLook();
        for (const { hub, n, payload } of found) if (n !== null) this.#read(hub, n, payload!);
        const hubs = new Set(found.map(({ hub }) => hub));
        this.#positions.forget(positions.hubs.filter((hub) => !hubs.has(hub)));
        this.#looksAgain ||= more;
      } catch {
        break;
      }
    }
    this.#isLooking = false;
    if (this.#isClosed) return;
    const ms = this.health.isPrompt ? LOOK_MS.heard : LOOK_MS.unheard;
    this.#cancelLook = clock.after(ms, () => this.#lookSoon());
  }

  /** What a hub wrote while this one stood still may have been removed again, with no trace of it. */
  #noteLook(): void {
    const { monotonic, wall } = this.#lookedAt;
    this.#lookedAt = this.#now();
    // The first does not count while a machine sleeps; the second may be set, and a gap too many harms nobody.
    const passedMs = Math.max(this.#lookedAt.monotonic - monotonic, this.#lookedAt.wall - wall);
    if (passedMs > (this.#options.keepMs ?? KEEP_MS) / 2) this.#tell('[{"type":"gap"}]');
  }

  #read(hub: string, n: number, events: string): void {
    const order = this.#positions.take(hub, n);
    if (order === "known") return;
    if (order === "early") {
      this.#positions.skipTo(hub, n);
      this.#tell('[{"type":"gap"}]');
    }
    this.#tell(events);
  }

  #tell(events: string): void {
    for (const event of JSON.parse(events) as BrokerEvent[]) this.#listeners.tell(event);
  }

  /** At random, so that not all instances do it at once. */
  #cleanLater(): void {
    const { clock, keepMs = KEEP_MS } = this.#options;
    const ms = Math.min(CLEAN_MS, keepMs) * (0.5 + Math.random());
    this.#cancelClean = clock.after(ms, async () => {
      // What stays is removed the next time.
      if (this.#connection) await eventTable.clean(this.#connection, keepMs).catch(() => {});
      if (!this.#isClosed) this.#cleanLater();
    });
  }
}

/** Every statement finds its rows by an index, also one that was planned while there were none. */
const PREPARE_SESSION = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off";

async function connect(settings: PostgresSettings): Promise<PostgresConnection> {
  const connection = await PostgresConnection.open(settings, { name: "confab broker" });
  await connection.run(PREPARE_SESSION);
  return connection;
}
