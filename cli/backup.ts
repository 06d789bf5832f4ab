// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Copies the database to a file, for whoever runs the machine; also while the server runs. */
import { readConfig } from "../config.ts";
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { databasePath } from "../store/sqlite/data_files.ts";
import { copyDatabase } from "../store/sqlite/copy_database.ts";

const [file] = Deno.args;
if (file === undefined) exitWith("name the file to copy the database to: deno task backup FILE");
try {
  const { dataDir } = readConfig({ DATA_DIR: Deno.env.get("DATA_DIR") ?? "" });
  await copyDatabase(databasePath(dataDir), file);
} catch (error) {
  exitOver(error);
}
console.log(`Copied the database to "${file}". It holds what everybody wrote: keep it private.`);
