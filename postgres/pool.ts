import { StorageError } from "../hub/ports/store.ts";
import type { PostgresConnection } from "./connection.ts";

/** Longest wait for one of the connections to be free, in milliseconds: whoever comes in a crowd waits for their turn, and
 *  no longer than a client does. */
const PATIENCE_MS = 8_000;
/** After a connection could not be had, how long whoever asks is told so at once, in milliseconds: a server that is away
 *  must not make everybody wait for the same. */
const AWAY_MS = 200;

/** A few connections for many who need one for a moment each. */
export class ConnectionPool {
  readonly #open: () => Promise<PostgresConnection>;
  readonly #most: number;
  /** Used last come last, and are used first. */
  readonly #idle: PostgresConnection[] = [];
  readonly #inUse = new Set<PostgresConnection>();
  readonly #waiting: PromiseWithResolvers<PostgresConnection | null>[] = [];
  /** Those that are open, in use or being opened. */
  #count = 0;
  #failure: { error: unknown; at: number } | null = null;
  #closed = false;

  constructor(open: () => Promise<PostgresConnection>, most: number) {
    this.#open = open;
    this.#most = most;
  }

  /** Gives work a connection to itself. Whatever is begun on it must have ended when the work has.
   *  @throws StorageError, retryable, when none can be had; else what the work throws */
  async use<T>(work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    this.#inUse.add(connection);
    try {
      return await work(connection);
    } finally {
      this.#inUse.delete(connection);
      this.#giveBack(connection);
    }
  }

  /** Ends all connections, and opens no more. Those in use are ended at once: whoever wants their work done waits for it
   *  first. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(closed());
    for (const connection of this.#inUse) connection.destroy("closed");
    await Promise.all(this.#idle.splice(0).map((connection) => connection.close()));
  }

  async #take(): Promise<PostgresConnection> {
    if (this.#closed) throw closed();
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.isOpen) return idle;
    }
    return this.#count < this.#most ? await this.#openAnother() : await this.#waitForOne();
  }

  async #waitForOne(): Promise<PostgresConnection> {
    const waiting = Promise.withResolvers<PostgresConnection | null>();
    this.#waiting.push(waiting);
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.reject(new StorageError("All connections to the database are busy", true));
    }, PATIENCE_MS);
    const connection = await waiting.promise.finally(() => clearTimeout(timer));
    // Null: one was lost, whose place is free.
    return connection ?? await this.#take();
  }

  async #openAnother(): Promise<PostgresConnection> {
    if (this.#failure && performance.now() - this.#failure.at < AWAY_MS) throw this.#failure.error;
    this.#count++;
    try {
      const connection = await this.#open();
      void connection.lost.then(() => this.#forget(connection));
      this.#failure = null;
      if (!this.#closed) return connection;
      connection.destroy("closed");
      throw closed();
    } catch (error) {
      if (this.#closed) throw error;
      this.#count--;
      this.#failure = { error, at: performance.now() };
      this.#waiting.shift()?.resolve(null);
      throw error;
    }
  }

  #giveBack(connection: PostgresConnection): void {
    if (this.#closed) return void connection.close();
    if (!connection.isOpen) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(connection);
    else this.#idle.push(connection);
  }

  #forget(connection: PostgresConnection): void {
    this.#count--;
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#waiting.shift()?.resolve(null);
  }
}

function closed(): StorageError {
  return new StorageError("The connections to the database are closed", true);
}
