import { rounds, Tally } from "./attack.ts";
import { http } from "./attacks/http.ts";
import { raw } from "./attacks/raw.ts";
import { sockets } from "./attacks/sockets.ts";
import { Finding } from "./finding.ts";
import { Target } from "./target.ts";

/** Every kind of attack, and how many times it is made in a round (each with several cases side by side). */
const KINDS = {
  http: { times: 30, attack: rounds(http) },
  raw: { times: 20, attack: rounds(raw) },
  sockets: { times: 30, attack: rounds(sockets) },
};

export type Kind = keyof typeof KINDS;

export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** Memory may grow to this many times what it was once the first rounds had warmed the server up. */
const MEMORY_RATIO = 1.3;
const WARM_UP_ROUNDS = 5;
/** And to so much in all, in MB: what takes more at once than there is garbage to be collected shows here. */
const MOST_MEMORY_MB = 250;

export interface CampaignOptions {
  /** Of the first round; each further one has the next. */
  seed: number;
  kinds: Kind[];
  /** It ends after so many rounds or so many seconds, whichever comes first. */
  rounds?: number;
  seconds?: number;
  /** A place in a round's cases, to come back to one alone. */
  path?: string;
  /** Called after each kind of each round. */
  onProgress?: (progress: { round: number; seconds: number; result: CampaignResult }) => void;
}

export interface Found {
  kind: Kind;
  what: string;
  /** What brings it back. */
  seed: number;
  path: string | null;
  /** The smallest case that was found. */
  example: string;
}

export interface CampaignResult {
  tallies: Map<Kind, Tally>;
  findings: Found[];
  rounds: number;
  /** After the warm-up and at the end, in MB; NaN where it can't be told or there was no further round. */
  memory: { warmMb: number; endMb: number };
}

/** Attacks a server of its own, round by round: in each all kinds, and after each a look at its health. The seed
 *  decides what is sent; what is under way at the same moment is up to the machine. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { kinds, rounds = Infinity, seconds = Infinity, path, onProgress = () => {} } = options;
  await using target = await Target.start();
  const result: CampaignResult = {
    tallies: new Map(kinds.map((kind) => [kind, new Tally()])),
    findings: [],
    rounds: 0,
    memory: { warmMb: NaN, endMb: NaN },
  };
  const startMs = performance.now();
  const passed = () => (performance.now() - startMs) / 1_000;
  while (result.rounds < rounds && passed() < seconds) {
    const seed = options.seed + result.rounds;
    if (!await target.comeIn()) break;
    for (const kind of kinds) {
      const found = await play(kind, { seed, path, target, tally: result.tallies.get(kind)! });
      result.findings.push(...found);
      onProgress({ round: result.rounds, seconds: passed(), result });
    }
    result.rounds += 1;
    if (result.rounds === WARM_UP_ROUNDS) result.memory.warmMb = await target.residentMb();
  }
  if (result.rounds > WARM_UP_ROUNDS) result.memory.endMb = await target.residentMb();
  return result;
}

/** Whether memory grew further than by warming up, or that took too much. */
export function memoryGrew({ memory: { warmMb, endMb } }: CampaignResult): boolean {
  return endMb > warmMb * MEMORY_RATIO || endMb > MOST_MEMORY_MB;
}

interface Parts {
  seed: number;
  path: string | undefined;
  target: Target;
  tally: Tally;
}

async function play(kind: Kind, { seed, path, target, tally }: Parts): Promise<Found[]> {
  const { times, attack } = KINDS[kind];
  const failure = await attack({ target, tally, seed, path, times });
  const found: Found[] = [];
  if (failure) {
    const { error, path, example } = failure;
    found.push({ kind, what: describe(error), seed, path, example });
  }
  try {
    await target.inspectHealth();
  } catch (error) {
    found.push({ kind, what: describe(error), seed, path: null, example: "" });
  }
  return found;
}

function describe(error: unknown): string {
  if (error instanceof Finding) return error.message;
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
