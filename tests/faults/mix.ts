import { ERROR_CODES } from "../../protocol/errors.ts";
import { check, type Verdict } from "./checker.ts";
import type { Client } from "./client.ts";
import { type Fault, type FaultName, FAULTS } from "./nemesis.ts";
import { Random } from "./random.ts";
import { editor, joiner, quitter, reader, reconnecter, type Role, writer } from "./roles.ts";
import type { Scene } from "./scene.ts";
import { Stage } from "./stage.ts";
import { delay, until } from "./waiting.ts";

/** Longest a fault may be felt after it is over, in milliseconds. */
const RECOVERY_MS = 30_000;

/** Who takes part, and how. */
const CAST: Record<string, Role> = {
  "writer 1": writer,
  "writer 2": writer,
  "writer 3": writer,
  "editor 1": editor,
  "editor 2": editor,
  "reader 1": reader,
  "reader 2": reader,
  "reconnecter 1": reconnecter,
  "reconnecter 2": reconnecter,
  "quitter 1": quitter,
  "joiner 1": joiner,
  "joiner 2": joiner,
};

/** Roles that are away half of the time, whatever the nemesis does. */
const FLEETING: ReadonlySet<Role> = new Set([reconnecter, quitter, joiner]);

export interface MixOptions extends RunOptions {
  faults: FaultName[];
}

/** How long it goes on. */
export interface RunOptions {
  seed: number;
  /** It ends after so many faults, or after so many seconds, whichever is given and comes first. */
  times?: number;
  seconds?: number;
  /** Longest pause between two faults, in milliseconds. */
  pauseMs?: number;
  /** Called once a second. */
  onProgress?: (progress: Progress) => void;
}

export interface Progress {
  seconds: number;
  struck: number;
  now: string;
  sent: number;
  acked: number;
}

/** One fault as it happened. */
export interface Strike {
  fault: string;
  /** On the clock of the histories. */
  atMs: number;
  /** From when it was over (of kill and term: from the signal) until every client was whole again. */
  recoveryMs: number;
}

export interface MixResult {
  strikes: Strike[];
  verdict: Verdict;
  /** What is wrong besides messages: exit codes, recoveries that never came, a damaged file. */
  complaints: string[];
  /** Faults that could not be made here, and why. */
  skipped: string[];
}

/** Runs everybody against one server while a nemesis breaks one thing after the other, then compares. */
export async function runMix(options: MixOptions): Promise<MixResult> {
  await using stage = await Stage.open({
    seed: options.seed,
    smallDisk: options.faults.includes("full"),
    fakeClock: options.faults.includes("clock"),
  });
  const faults = options.faults.map((name) => [name, FAULTS[name]] as const);
  return await runAgainst<Stage>(stage, Object.fromEntries(faults), options);
}

/** Runs everybody on a scene while a nemesis breaks one thing after the other, then compares. The seed decides which faults
 *  come in which order, not what they hit: that is up to the machine. */
export async function runAgainst<S extends Scene>(
  scene: S,
  faults: Record<string, Fault<S>>,
  options: RunOptions,
): Promise<MixResult> {
  const { seed, times = Infinity, seconds = Infinity, pauseMs = 500 } = options;
  const { complaints } = scene;
  const random = new Random(seed);
  const { possible, skipped } = sift(faults, scene);
  const steady: Client[] = [];
  const stops = Object.entries(CAST).map(([name, role]) => {
    const client = scene.client(name, { newestOnly: role === joiner });
    if (!FLEETING.has(role)) steady.push(client);
    if (role === writer) scene.writers.push(client);
    return role(client, scene.random.fork());
  });
  const probe = scene.client("probe");
  const strikes: Strike[] = [];
  /** What is left of this round: each fault comes once before any comes again. */
  let next: string[] = [];
  let now = "warming up";
  const startedMs = performance.now();
  const elapsed = () => (performance.now() - startedMs) / 1_000;
  const watch = setInterval(() => {
    options.onProgress?.({ seconds: elapsed(), struck: strikes.length, now, ...count(scene) });
  }, 1_000);
  try {
    await recover(probe, steady);
    while (strikes.length < times && elapsed() < seconds) {
      if (next.length === 0) next = random.shuffle(possible);
      const fault = next.pop()!;
      now = fault;
      const atMs = performance.now();
      const { strike, countsFromStart } = faults[fault]!;
      await strike(scene, random.fork());
      const fromMs = countsFromStart ? atMs : performance.now();
      if (!await recover(probe, steady)) complaints.push(`no recovery from ${fault} within 30 s`);
      strikes.push({ fault, atMs, recoveryMs: performance.now() - fromMs });
      now = "calm";
      await delay(random.between(0, pauseMs));
    }
  } finally {
    clearInterval(watch);
    for (const stop of stops) stop();
  }
  const rooms = await scene.finish();
  complaints.push(...scene.storageTrouble());
  const verdict = check(scene.clients.map(({ history }) => history), rooms, scene.checks);
  complaints.push(...rejections(scene.clients));
  return { strikes, verdict, complaints, skipped };
}

function sift<S extends Scene>(
  faults: Record<string, Fault<S>>,
  scene: S,
): { possible: string[]; skipped: string[] } {
  const skipped: string[] = [];
  const possible = Object.entries(faults).flatMap(([name, { unavailable }]) => {
    const why = unavailable?.(scene) ?? null;
    if (why !== null) skipped.push(`${name}: ${why}`);
    return why === null ? [name] : [];
  });
  if (possible.length === 0) throw new Error(`No fault can be made here: ${skipped.join("; ")}`);
  return { possible, skipped };
}

/** Waits until a message goes through to everybody, and all that waited has been answered. */
async function recover(probe: Client, steady: Client[]): Promise<boolean> {
  let seq = Infinity;
  void probe.post("is everybody there?").then((acked) => seq = acked);
  return await until(
    RECOVERY_MS,
    () => steady.every((client) => client.isLive && (client.log.version ?? 0) >= seq),
  );
}

/** Nobody here posts anything that a server may refuse for good. */
function rejections(clients: Client[]): string[] {
  return clients.flatMap(({ name, history }) =>
    history.entries.flatMap((entry) =>
      entry.kind === "refused" && !ERROR_CODES[entry.code].retryable
        ? [`${name} was refused "${entry.id}": ${entry.code}`]
        : []
    )
  );
}

function count(scene: Scene): { sent: number; acked: number } {
  let sent = 0;
  let unacked = 0;
  for (const client of scene.clients) {
    sent += client.postedCount;
    unacked += client.unackedCount;
  }
  return { sent, acked: sent - unacked };
}
