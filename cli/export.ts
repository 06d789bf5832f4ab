// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Writes all that the database keeps to a file, for whoever runs the machine; also while the server runs. */
import { readConfig } from "../config.ts";
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { openSource } from "../store/transfer/open.ts";
import { writeExport } from "../store/transfer/write_export.ts";
import { ProgressLine, tell } from "./transfer_progress.ts";

const [path] = Deno.args;
if (path === undefined) exitWith("name the file to write to: deno task export FILE");
const totals = await exportTo(path).catch(exitOver);
console.log(tell(totals));
console.log(
  `Exported to "${path}". It holds what everybody wrote, and hashes of passwords: keep it private.`,
);

async function exportTo(path: string) {
  await using source = await openSource(readConfig(Deno.env.toObject()));
  const cannotWrite = ({ message }: Error) => exitWith(`cannot write "${path}": ${message}`);
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 })
    .catch(cannotWrite);
  const encoder = new TextEncoder();
  const write = async (lines: string) => {
    for (let bytes = encoder.encode(lines); bytes.length > 0;) {
      bytes = bytes.subarray(await file.write(bytes).catch(cannotWrite));
    }
  };
  using progress = new ProgressLine();
  const options = { id: crypto.randomUUID(), now: Date.now(), onProgress: progress.show };
  const totals = await writeExport(source, write, options);
  await file.sync();
  return totals;
}
