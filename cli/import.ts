// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Makes a database of what another one exported, for whoever runs the machine. The server must be stopped meanwhile. */
import { readConfig } from "../config.ts";
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { openTarget } from "../store/transfer/open.ts";
import { linesOf } from "../store/transfer/lines_of.ts";
import { readImport } from "../store/transfer/read_import.ts";
import { ProgressLine, tell } from "./transfer_progress.ts";

const [path] = Deno.args;
if (path === undefined) exitWith("name the file to read: deno task import FILE");
const { totals, changed, replaced } = await importFrom(path).catch(exitOver);
console.log(tell(totals));
console.log(`Imported "${path}", and read it back: start the server.`);
if (changed > 0) {
  console.log(`In ${changed} of them U+0000, which PostgreSQL cannot hold, is U+FFFD now.`);
}
if (replaced !== null) {
  console.log(`What was there before is in "${replaced}"; remove it when you don't need it.`);
}

async function importFrom(path: string) {
  const place = readConfig(Deno.env.toObject());
  const file = await Deno.open(path)
    .catch(({ message }) => exitWith(`cannot read "${path}": ${message}`));
  using progress = new ProgressLine();
  const open = (exportId: string) => openTarget(place, exportId);
  return await readImport(linesOf(file.readable), open, progress.show);
}
