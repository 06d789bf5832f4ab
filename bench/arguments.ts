/** What the command line asks for. */
export interface Arguments {
  /** Names of scenarios; empty for all. */
  scenarios: string[];
  quick: boolean;
  rounds: number;
  workers: number;
  /** Whether other servers are measured too. */
  peers: boolean;
  /** Files and folders to write to. */
  json: string | null;
  charts: string | null;
  /** A Markdown file with a place for the figures. */
  document: string | null;
}

export const USAGE = `Usage: deno task bench [options]

  --scenario A,B   only these: fan-out, acks, rooms, idle, storms, history, growth, start, pages;
                   instances (several servers on PostgreSQL) only here
  --quick          a look instead of a measurement: about a minute for everything
  --rounds N       how often what is compared is measured; the best counts (default 2, 1 with --quick)
  --workers N      threads of the load generator (default 1)
  --no-peers       Confab alone
  --json FILE      write all figures there
  --charts FOLDER  draw charts there, as SVG
  --document FILE  put the figures into a Markdown file that has a place for them`;

/** @throws RangeError that names what cannot be understood */
export function readArguments(given: readonly string[]): Arguments {
  const read: Arguments = {
    scenarios: [],
    quick: false,
    rounds: 2,
    workers: 1,
    peers: true,
    json: null,
    charts: null,
    document: null,
  };
  let rounds: number | null = null;
  const rest = [...given];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const value = () => {
      const next = rest.shift();
      if (next === undefined) throw new RangeError(`${name} needs a value`);
      return next;
    };
    if (name === "--quick") read.quick = true;
    else if (name === "--no-peers") read.peers = false;
    else if (name === "--scenario") read.scenarios = value().split(",");
    else if (name === "--rounds") rounds = wholeNumber(name, value());
    else if (name === "--workers") read.workers = wholeNumber(name, value());
    else if (name === "--json") read.json = value();
    else if (name === "--charts") read.charts = value();
    else if (name === "--document") read.document = value();
    else throw new RangeError(`There is no option ${name}`);
  }
  read.rounds = rounds ?? (read.quick ? 1 : 2);
  return read;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d?$/.test(text)) {
    throw new RangeError(`${name} must be from 1 to 99, but it is ${text}`);
  }
  return Number(text);
}
