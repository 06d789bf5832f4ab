import type { CloseCode } from "../../protocol/close_codes.ts";
import type { Account } from "../../protocol/entities.ts";
import { type WireError, wireError } from "../../protocol/errors.ts";
import type { Limits } from "../../protocol/limits.ts";
import type { Connection } from "./connection.ts";

/** Every connection of one hub, by user and by where it comes from; and how many there may be. */
export class ConnectionRegistry implements Iterable<Connection> {
  readonly #limits: Limits;
  readonly #ipPrefixOf: (address: string) => string;
  readonly #all = new Set<Connection>();
  /** Arrays, because most people have one connection: a set takes ten times the memory. */
  readonly #byUser = new Map<string, readonly Connection[]>();
  /** How many come from each IP prefix. */
  readonly #byIpPrefix = new Map<string, number>();

  /** @param ipPrefixOf what an IP address is part of */
  constructor(limits: Limits, ipPrefixOf: (address: string) => string) {
    this.#limits = limits;
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
    const prefix = this.#ipPrefixOf(connection.origin.address);
    this.#byIpPrefix.set(prefix, (this.#byIpPrefix.get(prefix) ?? 0) + 1);
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
    const prefix = this.#ipPrefixOf(connection.origin.address);
    const count = this.#byIpPrefix.get(prefix)! - 1;
    if (count > 0) this.#byIpPrefix.set(prefix, count);
    else this.#byIpPrefix.delete(prefix);
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

  /** Why a user may not have one more; null when they may. */
  refuseUser({ id }: Account): WireError | null {
    const most = this.#limits.connectionsPerUser;
    if ((this.#byUser.get(id)?.length ?? 0) < most) return null;
    return wireError("too_many_connections", `You have ${most} connections, the limit`);
  }

  /** Why no more may come from the IP prefix of an address; null when they may.
   *  @param more how many are to come besides those that are here */
  refuseAddress(address: string, more: number): WireError | null {
    const most = this.#limits.connectionsPerAddress;
    if ((this.#byIpPrefix.get(this.#ipPrefixOf(address)) ?? 0) + more <= most) return null;
    return wireError("too_many_connections", `${most} connections from your address, the limit`);
  }

  #unassign(connection: Connection): void {
    if (!connection.account) return;
    const { id } = connection.account;
    const others = this.#byUser.get(id)!.filter((one) => one !== connection);
    if (others.length > 0) this.#byUser.set(id, others);
    else this.#byUser.delete(id);
  }
}
