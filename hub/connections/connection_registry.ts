import type { CloseCode } from "../../protocol/close_codes.ts";
import type { Account } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Connection } from "./connection.ts";

/** Every connection of one hub, and those of a user. */
export class ConnectionRegistry implements Iterable<Connection> {
  readonly #ipPrefixOf: (address: string) => string;
  readonly #all = new Set<Connection>();
  /** Arrays, because most people have one connection: a set takes ten times the memory. */
  readonly #byUser = new Map<string, readonly Connection[]>();

  /** @param ipPrefixOf what an IP address is part of */
  constructor(ipPrefixOf: (address: string) => string) {
    this.#ipPrefixOf = ipPrefixOf;
  }

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#all.values();
  }

  of(userId: string): readonly Connection[] {
    return this.#byUser.get(userId) ?? [];
  }

  add(connection: Connection): void {
    this.#all.add(connection);
  }

  /** Makes a connection a user's, whosever it was before. */
  assign(connection: Connection, account: Account): void {
    this.#unassign(connection);
    connection.account = account;
    const others = this.#byUser.get(account.id);
    this.#byUser.set(account.id, others ? [...others, connection] : [connection]);
  }

  delete(connection: Connection): void {
    this.#all.delete(connection);
    this.#unassign(connection);
  }

  /** Ends those for which a condition holds.
   *  @param why told to each before */
  end(close: CloseCode, condition: (connection: Connection) => boolean, why?: WireError): void {
    for (const connection of [...this.#all]) {
      if (condition(connection)) connection.end(close, why);
    }
  }

  /** Ends those that came in by one of these sessions. */
  endSessions(sessionIds: ReadonlySet<string>, close: CloseCode): void {
    this.end(close, ({ sessionId }) => sessionId !== null && sessionIds.has(sessionId));
  }

  /** Ends all of a user. */
  endUser(userId: string, close: CloseCode, why?: WireError): void {
    for (const connection of [...this.of(userId)]) connection.end(close, why);
  }

  /** Ends those that come from the IP prefix of an address. */
  endFrom(address: string, close: CloseCode, why?: WireError): void {
    const prefix = this.#ipPrefixOf(address);
    this.end(close, ({ origin }) => this.#ipPrefixOf(origin.address) === prefix, why);
  }

  #unassign(connection: Connection): void {
    if (!connection.account) return;
    const { id } = connection.account;
    const others = this.#byUser.get(id)!.filter((one) => one !== connection);
    if (others.length > 0) this.#byUser.set(id, others);
    else this.#byUser.delete(id);
  }
}
