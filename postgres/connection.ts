// @ts-types="npm:@types/pg@^8"
import pg from "pg";
import { StorageError } from "../hub/ports/store.ts";
import { ConnectionLost, failureKind, toStorageError } from "./failure.ts";
import { describeDatabase, type PostgresSettings, type Tls } from "./settings.ts";
import type { Statement } from "./statement.ts";

export interface ConnectionOptions {
  /** What the server lists the connection as: `application_name`. */
  name: string;
  /** Longest wait for the connection, in milliseconds, unless the settings say otherwise. */
  connectTimeoutMs?: number;
  /** Longest wait for any answer, in milliseconds; then the connection counts as lost. */
  answerTimeoutMs?: number;
}

/** Longer than a handshake across an ocean; short enough that who waits is told while they still look. */
const CONNECT_TIMEOUT_MS = 3_000;
/** Longer than the server itself lets a statement take (store/postgres/transaction.ts). */
const ANSWER_TIMEOUT_MS = 5_000;
/** A peer that is silent for this long is asked by the system whether it is still there, in milliseconds. */
const KEEP_ALIVE_MS = 10_000;

/** bigint; all of ours are below 2^53. */
const INT8 = 20;

const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
};

/** One connection. What is asked of it is sent at once, without waiting for earlier answers, and answered in order: so
 *  statements that do not need each other's results take one trip to the server. It never connects again by itself. */
export class PostgresConnection {
  readonly #client: pg.Client;
  readonly #answerTimeoutMs: number;
  readonly #lost = Promise.withResolvers<ConnectionLost>();
  #unanswered = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loss: ConnectionLost | null = null;

  private constructor(client: pg.Client, answerTimeoutMs: number) {
    this.#client = client;
    this.#answerTimeoutMs = answerTimeoutMs;
    client.on("error", (error) => this.#lose(error.message));
    client.on("end", () => this.#lose("the connection has ended"));
  }

  /** @throws StorageError in one line; retryable unless it takes a person */
  static async open(
    settings: PostgresSettings,
    options: ConnectionOptions,
  ): Promise<PostgresConnection> {
    try {
      return await openWith(settings, options, settings.tls);
    } catch (error) {
      const isUnencrypted = settings.tls.mode === "prefer" && NO_TLS.test((error as Error).message);
      if (!isUnencrypted) throw failedToOpen(error, settings);
      return await openWith(settings, options, { ...settings.tls, mode: "disable" })
        .catch((cause) => {
          throw failedToOpen(cause, settings);
        });
    }
  }

  /** Of an open client. */
  static around(client: pg.Client, answerTimeoutMs: number): PostgresConnection {
    return new PostgresConnection(client, answerTimeoutMs);
  }

  get isOpen(): boolean {
    return this.#loss === null;
  }

  /** Resolves when the connection has ended, whoever ended it, and says why. */
  get lost(): Promise<ConnectionLost> {
    return this.#lost.promise;
  }

  /** The rows. Rejects with PostgreSQL's error, or with ConnectionLost. */
  async query<Row>({ name, text }: Statement, values: unknown[] = []): Promise<Row[]> {
    return (await this.#ask({ name, text, values })).rows as Row[];
  }

  /** How many rows it changed. Rejects like `query`. */
  async execute({ name, text }: Statement, values: unknown[] = []): Promise<number> {
    return (await this.#ask({ name, text, values })).rowCount ?? 0;
  }

  /** Runs statements that are not prepared and have no parameters, separated by ";". The command of the last one, such as
   *  "COMMIT". Rejects like `query`. */
  async run(sql: string): Promise<string> {
    const result = await this.#ask(sql) as pg.QueryResult | pg.QueryResult[];
    return (Array.isArray(result) ? result.at(-1)! : result).command;
  }

  /** Sends what `ask` asks for as one piece. */
  together<T>(ask: () => T): T {
    const { stream } = (this.#client as unknown as { connection: { stream: Corked } }).connection;
    stream.cork();
    try {
      return ask();
    } finally {
      stream.uncork();
    }
  }

  /** Hears what anybody tells a channel from here on, for as long as the connection lasts.
   *  @param channel an identifier, which is not quoted */
  async listen(channel: string, hear: (payload: string) => void): Promise<void> {
    this.#client.on("notification", (notice) => {
      if (notice.channel === channel) hear(notice.payload ?? "");
    });
    await this.run(`LISTEN ${channel}`);
  }

  /** Ends it once all that was asked is answered. Never rejects. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.#client.end().catch(() => {});
    await this.#lost.promise;
  }

  /** Ends it at once: what was not answered is lost. */
  destroy(reason: string): void {
    this.#lose(reason);
  }

  #ask(query: string | pg.QueryConfig): Promise<pg.QueryResult> {
    if (this.#loss) return Promise.reject(this.#loss);
    this.#unanswered++;
    this.#watch();
    return new Promise((resolve, reject) => {
      this.#client.query(query as pg.QueryConfig, (error, result) => {
        this.#unanswered--;
        this.#watch();
        if (!error) return resolve(result);
        // The driver's own words for a connection that has ended have no code.
        if (!this.isOpen && failureKind(error) === "statement") return reject(this.#loss);
        reject(error);
      });
    });
  }

  /** As long as answers come, any number may be awaited. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#unanswered === 0 || this.#loss) return;
    this.#timer = setTimeout(
      () => this.#lose(`no answer for ${this.#answerTimeoutMs} ms`),
      this.#answerTimeoutMs,
    );
  }

  #lose(reason: string): void {
    if (this.#loss) return;
    this.#loss = new ConnectionLost(`Connection lost: ${reason}`);
    clearTimeout(this.#timer);
    (this.#client as unknown as { connection: { stream: Corked } }).connection.stream.destroy();
    this.#lost.resolve(this.#loss);
  }
}

/** The part of the driver's socket used here. */
interface Corked {
  cork(): void;
  uncork(): void;
  destroy(): void;
}

/** The driver's words for a server without TLS. */
const NO_TLS = /does not support SSL/;

async function openWith(
  settings: PostgresSettings,
  { name, connectTimeoutMs = CONNECT_TIMEOUT_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS }:
    ConnectionOptions,
  tls: Tls,
): Promise<PostgresConnection> {
  const { host, port, user, password, database } = settings;
  const client = new pg.Client({
    host,
    port,
    user,
    // As a function: without one the driver would look for a file of passwords.
    password: () => password ?? "",
    database,
    ssl: await tlsOptions(host, tls),
    application_name: name,
    connectionTimeoutMillis: settings.connectTimeoutMs ?? connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    pipeline: true,
    types,
  } as pg.ClientConfig);
  const connection = PostgresConnection.around(client, answerTimeoutMs);
  try {
    await client.connect();
    return connection;
  } catch (error) {
    connection.destroy("it was never open");
    throw error;
  }
}

async function tlsOptions(host: string, { mode, authority }: Tls) {
  if (mode === "disable") return false;
  const ca = authority === null ? {} : { ca: await Deno.readTextFile(authority) };
  // An address is no name that a server could choose a certificate by.
  const peer = /^[\d.]+$|:/.test(host) ? { host } : { servername: host };
  return { ...peer, rejectUnauthorized: mode === "verify", ...ca };
}

/** Whatever is no word of the server's was met on the way to it, and may pass. */
function failedToOpen(error: unknown, settings: PostgresSettings): StorageError {
  const where = describeDatabase(settings);
  const kind = failureKind(error);
  if (kind !== "statement") return toStorageError(error, where);
  const { message, code } = error as { message: string; code?: string };
  // Several addresses of one name that all refuse make an error without words.
  const what = message || code || "no connection";
  return new StorageError(`Cannot reach ${where}: ${what}`, true, { cause: error });
}
