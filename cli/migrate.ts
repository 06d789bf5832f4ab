// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Brings the schema of the PostgreSQL database up to date before a server of this build starts, so that none has to wait
 *  for it; also while older ones serve. */
import { prepareBroker } from "../brokers/open_broker.ts";
import { readConfig } from "../config.ts";
import { exitOver } from "../http/server/lifecycle.ts";
import { SCHEMA_VERSION } from "../store/postgres/migrate.ts";
import { bringUpToDate } from "../store/postgres/upkeep.ts";

const done = await migrate().catch(exitOver);
console.log(done);
Deno.exit(0);

async function migrate(): Promise<string> {
  const { postgres } = readConfig(Deno.env.toObject());
  if (postgres === null) return "DATABASE_URL is not set: SQLite is brought up to date at start.";
  await bringUpToDate(
    postgres,
    ({ reached, to }) => console.log(`The schema has version ${reached} of ${to}.`),
  );
  await prepareBroker(postgres);
  return `The schema is up to date: version ${SCHEMA_VERSION}.`;
}
