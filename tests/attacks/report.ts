import { alignedTable, count } from "../faults/table.ts";
import type { Measured, Quantiles } from "./measure.ts";

/** What is done and what should come of it, and below what came of it, as Markdown: a row for each attack on each
 *  server.
 *  @param servers what they are called, in the order in which each attack was made on them; "" for the only one */
export function attackTables(rounds: Measured[][], servers: string[]): string {
  const isNamed = servers.length > 1;
  const attacks = alignedTable([
    ["attack", "what the attacker does", "what should come of it"],
    ...rounds.map(([first]) => {
      const { name, what, toBe } = first!.attack;
      return [`\`${name}\``, what, toBe];
    }),
  ], { words: 3 });
  const results = alignedTable([
    [
      "attack",
      ...(isNamed ? ["server"] : []),
      "what came of it",
      "holds",
      "post, calm",
      "post, attacked",
      "connect, calm",
      "connect, attacked",
      "memory",
    ],
    ...rounds.flatMap((round) =>
      round.map((measured, i) => [
        `\`${measured.attack.name}\``,
        ...(isNamed ? [servers[i]!] : []),
        measured.seen,
        measured.holds ? "yes" : "**no**",
        ...figureCells(measured),
      ])
    ),
  ], { words: isNamed ? 4 : 3 });
  return `${attacks}\n\n${results}`;
}

function figureCells({ figures }: Measured): string[] {
  if (!figures) return ["", "", "", "", ""];
  const { calm, attacked, memory } = figures;
  return [
    postText(calm),
    postText(attacked),
    arrivalText(calm),
    arrivalText(attacked),
    [memory.calm, memory.peak, memory.after].map((mb) => count(Math.round(mb))).join(" → ") + " MB",
  ];
}

function postText({ postP50, postP99 }: Quantiles): string {
  return `${millisecondsText(postP50)} / ${millisecondsText(postP99)}`;
}

function arrivalText({ arrivalP50, arrivalWorst }: Quantiles): string {
  return `${millisecondsText(arrivalP50)} / ${millisecondsText(arrivalWorst)}`;
}

/** With two digits that count. */
function millisecondsText(ms: number): string {
  if (Number.isNaN(ms)) return "–";
  if (ms === Infinity) return "never";
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms >= 10 ? Math.round(ms) : ms.toFixed(1)} ms`;
}
