import { readConfig } from "../config.ts";
import { exitWith } from "../http/server/lifecycle.ts";

/** What tells where everything is kept. */
const VARIABLES = ["DATA_DIR", "DATABASE_URL", "PGHOST"];

/** The folder of the SQLite database. Ends the program where there is none, because all is kept in PostgreSQL.
 *  @param instead what to do there
 *  @throws ConfigError */
export function dataFolder(instead: string): string {
  const given = VARIABLES.map((name) => [name, Deno.env.get(name) ?? ""]);
  const { dataDir, postgres } = readConfig(Object.fromEntries(given));
  if (postgres !== null) exitWith(`everything is kept in PostgreSQL: ${instead}`);
  return dataDir;
}
