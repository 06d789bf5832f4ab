// deno-lint-ignore-file no-console -- reports to the terminal
/** Measures a server that it starts itself, over loopback, with durability on, in about 20 s.
 *  `deno task bench [--json FILE]`. Figures are for comparing runs on one machine, not machines. */
import { ServerProcess } from "../tests/support/server_process.ts";
import type { Figure } from "./figure.ts";
import { measureAcks } from "./acks.ts";
import { measureFanOut } from "./fan_out.ts";
import { measurePages } from "./pages.ts";
import { measureStart } from "./start.ts";

const scenarios: { name: string; run: (server: ServerProcess) => Promise<Figure[]> }[] = [
  { name: "start", run: () => measureStart() },
  { name: "acks", run: (server) => measureAcks(server) },
  { name: "fan-out 100", run: (server) => measureFanOut(server, { clients: 100, senders: 10 }) },
  { name: "fan-out 500", run: (server) => measureFanOut(server, { clients: 500, senders: 20 }) },
  { name: "pages", run: (server) => measurePages(server) },
];

const figures: Figure[] = [];
for (const { name, run } of scenarios) {
  console.error(`${name} …`);
  await using server = await ServerProcess.start({ env: { CONNECTIONS_PER_USER: "1000" } });
  figures.push(...await run(server));
}

const rows = figures.map(({ scenario, what, value, unit }) => [
  scenario,
  what,
  `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2)} ${unit}`,
]);
const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const [scenario, what, value] of rows) {
  console.log(`${scenario!.padEnd(widths[0]!)}  ${what!.padEnd(widths[1]!)}  ${value}`);
}

const json = Deno.args.indexOf("--json");
if (json >= 0) await Deno.writeTextFile(Deno.args[json + 1]!, JSON.stringify(figures, null, 2));
Deno.exit(0);
