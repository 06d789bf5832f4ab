import type { CloseCode } from "../../protocol/close_codes.ts";
import type { Account } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { hasAccount } from "../../protocol/roles.ts";
import type { Connection } from "./connection.ts";

/** Every connection of one hub, and those of a user. */
export class ConnectionRegistry implements Iterable<Connection> {
  readonly #ipPrefixOf: (address: string) => string;
  readonly #all = new Set<Connection>();
  /** Arrays, because most people have one connection: a set takes ten times the memory. */
  readonly #byUser = new Map<string, readonly Connection[]>();
  /** Those of guests, by the key of their name. */
  readonly #byGuestName = new Map<string, readonly Connection[]>();

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

  /** Those of guests whose name has this key. */
  ofGuestsNamed(key: string): readonly Connection[] {
    return this.#byGuestName.get(key) ?? [];
  }

  add(connection: Connection): void {
    this.#all.add(connection);
  }

  /** Makes a connection a user's, whosever it was before, or under whatever name and role. */
  assign(connection: Connection, account: Account): void {
    this.#unassign(connection);
    connection.account = account;
    enter(this.#byUser, account.id, connection);
    if (!hasAccount(account)) enter(this.#byGuestName, nameKey(account.name), connection);
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
    const { account } = connection;
    remove(this.#byUser, account.id, connection);
    if (!hasAccount(account)) remove(this.#byGuestName, nameKey(account.name), connection);
  }
}

type Index = Map<string, readonly Connection[]>;

function enter(index: Index, key: string, connection: Connection): void {
  const others = index.get(key);
  index.set(key, others ? [...others, connection] : [connection]);
}

function remove(index: Index, key: string, connection: Connection): void {
  const others = index.get(key)!.filter((one) => one !== connection);
  if (others.length > 0) index.set(key, others);
  else index.delete(key);
}
