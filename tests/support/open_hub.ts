import { Hub } from "../../hub/hub.ts";
import { LocalBroker } from "../../hub/local_broker.ts";
import type { Identities, Log, Store } from "../../hub/ports.ts";
import type { User } from "../../protocol/entities.ts";
import { DEFAULT_LIMITS, type Limits } from "../../protocol/limits.ts";
import { openSqliteStore } from "../../store/sqlite_store.ts";
import { TestClock } from "./test_clock.ts";

const silentLog: Log = { info() {}, warn() {}, error() {} };

/** A hub over a real SQLite file, with the room "general" and a clock that the test moves. */
export async function openHub(
  options: {
    limits?: Partial<Limits>;
    guests?: boolean;
    wrap?: (store: Store) => Store;
    wrapIdentities?: (identities: Identities) => Identities;
  } = {},
) {
  const directory = await Deno.makeTempDir({ prefix: "confab-hub-" });
  const clock = new TestClock();
  const store = await openSqliteStore({
    path: `${directory}/confab.db`,
    now: () => clock.now(),
  });
  const broker = new LocalBroker();
  const hub = await Hub.open({
    store: options.wrap?.(store) ?? store,
    identities: options.wrapIdentities?.(store) ?? store,
    broker,
    clock,
    log: silentLog,
    limits: { ...DEFAULT_LIMITS, messagesPerSecond: 0, ...options.limits },
    guests: options.guests ?? true,
    rooms: [{ id: "general", title: "General", topic: "" }],
  });
  return {
    hub,
    clock,
    /** The store itself, not what it was wrapped in: as another hub would use it. */
    store,
    broker,
    async [Symbol.asyncDispose]() {
      await store.close();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

export function person(name: string): User {
  return { id: `u_${name.toLowerCase()}`, name };
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
