// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** After a dump was restored into the PostgreSQL database, before servers start: no browser takes what it has read for what
 *  is there now. */
import { readConfig } from "../config.ts";
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { beginNewEpoch } from "../store/postgres/upkeep.ts";

const { postgres } = await Promise.try(readConfig, Deno.env.toObject()).catch(exitOver);
if (postgres === null) exitWith("DATABASE_URL is not set; with SQLite it happens by itself");
await beginNewEpoch(postgres).catch(exitOver);
console.log("A new epoch has begun: start the servers.");
Deno.exit(0);
