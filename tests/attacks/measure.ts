import { percentile } from "../../bench/report/percentile.ts";
import { delay } from "../faults/waiting.ts";
import { ServerProcess } from "../support/server_process.ts";
import { Arena } from "./arena.ts";
import type { Attack, Outcome } from "./attack.ts";
import { Bystanders } from "./bystanders.ts";
import { type Felt, isWithin, nowMs, type Span } from "./felt.ts";

const CALM_MS = 4_000;
/** Memory is looked at once more this long after the attackers have gone. */
const AFTERWARDS_MS = 10_000;
/** Longest an attack may go on, with all that prepares it, in milliseconds. */
const LONGEST_MS = 60_000;
/** What nobody notices, however much shorter it is in calm. */
const UNFELT_MS = 10;
/** Longest a server may take to say that it is well. */
const HEALTH_MS = 15_000;

export interface MeasureOptions {
  /** The checkout whose server is attacked; this one unless given. */
  folder?: URL;
  /** By outcome alone, with small numbers. */
  isShort?: boolean;
}

/** What came of one attack on one server. */
export interface Measured extends Outcome {
  attack: Attack;
  /** Null for an attack that nobody is timed in. */
  figures: Figures | null;
}

export interface Figures {
  calm: Quantiles;
  attacked: Quantiles;
  /** In MB: before the attack, at most, and ten seconds after it. */
  memory: { calm: number; peak: number; after: number };
}

/** In milliseconds; Infinity for what had no answer. */
export interface Quantiles {
  postP50: number;
  postP99: number;
  arrivalP50: number;
  arrivalWorst: number;
}

/** Starts a server, attacks it, and says what everybody else felt. */
export async function measure(
  attack: Attack,
  { folder, isShort = false }: MeasureOptions,
): Promise<Measured> {
  const { env, openFiles } = attack;
  await using server = await ServerProcess.start({
    env: { MESSAGE_RATE: "5", ...env },
    openFiles,
    folder,
    hashesForReal: true,
    keepsLog: true,
  });
  using bystanders = await Bystanders.comeIn({ port: server.port, pid: server.pid });
  const isTimed = !isShort && !attack.isUntimed;
  const calm = { fromMs: nowMs(), toMs: nowMs() + CALM_MS };
  if (isTimed) await delay(CALM_MS);
  const { outcome, span } = await play(attack, server, isShort);
  const isWell = await isUp(server);
  if (isTimed) await delay(AFTERWARDS_MS);
  const felt = await bystanders.tell();
  const figures = isTimed ? figuresOf(felt, { calm, attacked: span }) : null;
  const wrong = complaints(felt, { attack, isWell, figures });
  return {
    attack,
    seen: [outcome.seen, ...wrong].join("; "),
    holds: outcome.holds && wrong.length === 0,
    figures,
  };
}

/** @returns what the attack says, and when it hurt */
async function play(
  attack: Attack,
  server: ServerProcess,
  isShort: boolean,
): Promise<{ outcome: Outcome; span: Span }> {
  using arena = new Arena(server, { isShort });
  const fromMs = nowMs();
  const running = attack.run(arena).catch(({ message }: Error): Outcome => {
    return { seen: `the attacker was stopped: ${message}`, holds: false };
  });
  const seconds = `${LONGEST_MS / 1_000} s`;
  const outcome = await within(running, LONGEST_MS) ??
    { seen: `not over after ${seconds}`, holds: false };
  return { outcome, span: arena.span ?? { fromMs, toMs: nowMs() } };
}

/** What a promise gives; null when it takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), ms));
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function isUp({ url }: ServerProcess): Promise<boolean> {
  const deadline = nowMs() + HEALTH_MS;
  while (nowMs() < deadline) {
    const signal = AbortSignal.timeout(HEALTH_MS);
    const isOk = await fetch(`${url}/health`, { signal }).then(
      async (answer) => (await answer.json()).status === "ok",
      () => false,
    );
    if (isOk) return true;
    await delay(100);
  }
  return false;
}

function figuresOf(felt: Felt, { calm, attacked }: { calm: Span; attacked: Span }): Figures {
  const memory = felt.memory.filter(({ mb }) => !Number.isNaN(mb));
  const most = (span: Span) => Math.max(...memory.filter(isWithin(span)).map(({ mb }) => mb));
  return {
    calm: quantilesOf(felt, calm),
    attacked: quantilesOf(felt, attacked),
    memory: {
      calm: most(calm),
      peak: most({ fromMs: calm.toMs, toMs: Infinity }),
      after: memory.at(-1)?.mb ?? NaN,
    },
  };
}

function quantilesOf({ posts, arrivals }: Felt, span: Span): Quantiles {
  const tookMs = (waits: Felt["posts"]) => waits.filter(isWithin(span)).map((wait) => wait.tookMs);
  const [posted, arrived] = [tookMs(posts), tookMs(arrivals)];
  return {
    postP50: percentile(posted, 0.5),
    postP99: percentile(posted, 0.99),
    arrivalP50: percentile(arrived, 0.5),
    arrivalWorst: percentile(arrived, 1),
  };
}

/** What is wrong whatever the attack. */
function complaints(
  felt: Felt,
  { attack: { mostTimes, mostArrivalMs = Infinity }, isWell, figures }: {
    attack: Attack;
    isWell: boolean;
    figures: Figures | null;
  },
): string[] {
  const found: string[] = [];
  if (!isWell) found.push("the server is gone");
  if (felt.cuts > 0) found.push(`${felt.cuts} bystanders cut off`);
  if (mostTimes !== undefined && figures) {
    const { calm, attacked } = figures;
    const times = attacked.postP99 / calm.postP99;
    if (times === Infinity) found.push("bystanders get no answers");
    else if (times > mostTimes && attacked.postP99 > UNFELT_MS) {
      found.push(`bystanders' p99 × ${times.toPrecision(2)}`);
    }
  }
  if (figures && figures.attacked.arrivalWorst > mostArrivalMs) {
    found.push("others take too long to connect");
  }
  return found;
}
