// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Copies the database to a file, for whoever runs the machine; also while the server runs. */
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { databasePath } from "../store/sqlite/data_files.ts";
import { copyDatabase } from "../store/sqlite/copy_database.ts";
import { dataFolder } from "./data_folder.ts";

const [file] = Deno.args;
if (file === undefined) exitWith("name the file to copy the database to: deno task backup FILE");
try {
  const dataDir = dataFolder("copy it with pg_dump --format=custom (docs/OPERATIONS.md)");
  await copyDatabase(databasePath(dataDir), file);
} catch (error) {
  exitOver(error);
}
console.log(`Copied the database to "${file}". It holds what everybody wrote: keep it private.`);
