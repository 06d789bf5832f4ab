import type { Broker } from "../hub/ports/broker.ts";
import type { Clock } from "../hub/ports/clock.ts";
import type { Logger } from "../hub/ports/logger.ts";
import type { PostgresSettings } from "../postgres/settings.ts";
import { LocalBroker } from "./local_broker.ts";

/** Makes what servers on one database hear each other by, so that none of them has to.
 *  @throws StorageError when the database cannot be reached, or does not let it */
export async function prepareBroker(settings: PostgresSettings): Promise<void> {
  const { PostgresBroker } = await import("./postgres/postgres_broker.ts");
  await PostgresBroker.prepare(settings);
}

/** What servers on one database hear each other by; where there is none to share, this one hears itself.
 *  @param brokerUrl of a Redis or Valkey that tells them instead of PostgreSQL; null: none
 *  @throws StorageError when the database cannot be reached */
export async function openBroker(
  { postgres, brokerUrl }: { postgres: PostgresSettings | null; brokerUrl: string | null },
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<Broker> {
  if (!postgres) return new LocalBroker(logger);
  // Loaded by whom it is for: a server alone needs neither driver.
  const { PostgresBroker } = await import("./postgres/postgres_broker.ts");
  const options = { settings: postgres, clock, logger };
  if (brokerUrl === null) return await PostgresBroker.open(options);
  const { redisDoorbell } = await import("./redis/redis_doorbell.ts");
  const openDoorbell = redisDoorbell(brokerUrl, logger);
  return await PostgresBroker.open({ ...options, kind: "redis", openDoorbell });
}
