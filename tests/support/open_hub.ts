import { openAccounts } from "../../accounts/accounts.ts";
import { identitiesOf } from "../../accounts/identities.ts";
import { ipPrefixOf } from "../../accounts/ip_prefix.ts";
import type { Place } from "../../hub/connections/places.ts";
import { Hub } from "../../hub/hub.ts";
import { LocalBroker } from "../../brokers/local_broker.ts";
import type { Broker } from "../../hub/ports/broker.ts";
import type { Identities, Origin } from "../../hub/ports/identities.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Store } from "../../hub/ports/store.ts";
import type { Account, Role } from "../../protocol/entities.ts";
import { DEFAULT_LIMITS, type Limits } from "../../protocol/limits.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { openSqliteStore, type SqliteStore } from "../../store/sqlite/sqlite_store.ts";
import { TestClock } from "./test_clock.ts";
import { startTurnsWorker } from "./turns_worker.ts";

export const silentLog: Logger = { info() {}, warn() {}, error() {} };

/** Where tests come from. */
export const HERE: Origin = { address: "127.0.0.1", device: "" };

/** A place for a socket, of which there must be one left. */
export function takePlace(hub: Hub, address = HERE.address): Place {
  const place = hub.places.take(address);
  if (!place.ok) throw new Error(place.error.message);
  return place.value;
}

export type OpenHub = Awaited<ReturnType<typeof openHub>>;

/** A hub over a real SQLite file, with the room "general" and a clock that the test moves.
 *  @param options `beside`: a hub whose store and clock it shares */
export async function openHub(
  options: {
    beside?: { store: SqliteStore; clock: TestClock };
    broker?: Broker;
    limits?: Partial<Limits>;
    guests?: boolean;
    wrap?: (store: Store) => Store;
    wrapIdentities?: (identities: Identities) => Identities;
    /** Told of the hub's warnings. */
    warn?: Logger["warn"];
  } = {},
) {
  const { clock, store, close } = options.beside
    ? { ...options.beside, close: () => {} }
    : await openStore();
  const guests = options.guests ?? true;
  const broker = options.broker ?? new LocalBroker(silentLog);
  const accounts = await openAccounts({
    store,
    broker,
    clock,
    logger: silentLog,
    guests,
    registration: "open",
  });
  const identities = identitiesOf(accounts);
  const hub = await Hub.open({
    store: options.wrap?.(store) ?? store,
    identities: options.wrapIdentities?.(identities) ?? identities,
    broker,
    clock,
    logger: { ...silentLog, ...(options.warn && { warn: options.warn }) },
    limits: { ...DEFAULT_LIMITS, messagesPerSecond: 0, ...options.limits },
    guests,
    ipPrefixOf,
    rooms: [{ id: "general", title: "General", topic: "" }],
  });
  return {
    hub,
    clock,
    /** The store itself, not what it was wrapped in: as another hub would use it. */
    store,
    broker,
    accounts,
    /** Makes an account, without a password to sign in by. */
    async account(name: string, role: Role = "member"): Promise<Account> {
      const account = { ...person(name), role };
      const at = clock.now();
      await store.claim({ ...account, key: nameKey(name), password: "none", at });
      return account;
    },
    async [Symbol.asyncDispose]() {
      accounts.close();
      await close();
    },
  };
}

async function openStore() {
  const directory = await Deno.makeTempDir({ prefix: "confab-hub-" });
  const clock = new TestClock();
  const store = await openSqliteStore({
    path: `${directory}/confab.db`,
    now: () => clock.now(),
    startWorker: startTurnsWorker,
  });
  return {
    clock,
    store,
    async close() {
      await store.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

/** A guest. */
export function person(name: string): Account {
  return { id: `u_${name.toLowerCase()}`, name, role: "guest" };
}

/** The real thing with some methods replaced, to make it fail or wait. */
export function override<Port extends object>(port: Port, methods: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      if (name in methods) return methods[name as keyof Port];
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
