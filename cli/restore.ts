// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Puts a backup in the database's place, for whoever runs the machine. The server must be stopped meanwhile. */
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { databasePath } from "../store/sqlite/data_files.ts";
import { lockData } from "../store/sqlite/data_lock.ts";
import { restoreDatabase } from "../store/sqlite/restore_database.ts";
import { dataFolder } from "./data_folder.ts";

const [file] = Deno.args;
if (file === undefined) exitWith("name the backup: deno task restore FILE");
const replaced = await restore(file).catch(exitOver);
console.log(`Restored "${file}": start the server.`);
if (replaced !== null) {
  console.log(`What was there before is in "${replaced}"; remove it when you don't need it.`);
}

async function restore(backup: string): Promise<string | null> {
  const dataDir = dataFolder(
    "use pg_restore, then deno task new-epoch (docs/OPERATIONS.md)",
  );
  using _lock = await lockData(dataDir);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return await restoreDatabase(backup, databasePath(dataDir), stamp);
}
