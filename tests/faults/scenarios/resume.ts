import type { Client } from "../client.ts";
import { Stage } from "../stage.ts";
import { until } from "../waiting.ts";
import { checkStage, type Outcome, type ScenarioOptions } from "./outcome.ts";

/** Changes missed while away: one, around a page of history, and a hundred pages. */
const MISSED = [1, 49, 50, 51, 5_000];
/** Changes under way at once. */
const AT_ONCE = 100;

/** Resume is complete however long one was away and however long the texts; a version that the server does
 *  not know is answered with `reset`. */
export async function resume({ seed, onProgress }: ScenarioOptions): Promise<Outcome[]> {
  const missed = await resumeAfter(MISSED, { seed, onProgress });
  onProgress?.("long texts");
  return [...missed, await longTexts(seed), await resetIsTold(seed)];
}

/** Complete after each of these numbers of changes, edits and deletions among them. */
export async function resumeAfter(
  missed: number[],
  { seed, onProgress }: ScenarioOptions,
): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const author = stage.client("author");
  const reader = stage.client("reader");
  const outcomes: Outcome[] = [];
  const posted: number[] = [];
  for (const count of missed) {
    onProgress?.(`${count} changes`);
    await until(10_000, () => reader.isLive && author.isLive);
    reader.leave();
    const target = (author.log.version ?? 0) + count;
    await makeChanges(author, posted, count);
    reader.comeBack();
    const isComplete = await until(20_000, () => reader.isLive && reader.log.version === target);
    outcomes.push({
      what: `complete after ${count} missed changes`,
      seen: `at version ${reader.log.version} of ${target}`,
      holds: isComplete,
    });
  }
  return [...outcomes, ...await checkStage(stage)];
}

/** Posts, and in every third place edits or deletes what was posted before; each makes one version. */
async function makeChanges(author: Client, posted: number[], count: number): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - done) }, async (_, i) => {
      // Never a message of this same batch, and none twice: a deleted one can't be edited.
      const seq = i % 3 === 2 ? posted.shift() : undefined;
      if (seq === undefined) posted.push(await author.post(`change ${done + i}`));
      else await author.change(seq, i % 2 === 0 ? `edited in ${done + i}` : null);
    });
    await Promise.all(batch);
  }
}

/** A page of the longest texts is larger than what may wait for one connection. */
async function longTexts(seed: number): Promise<Outcome> {
  await using stage = await Stage.open({ seed });
  const author = stage.client("author");
  await Promise.all(Array.from({ length: 400 }, () => author.post("x".repeat(10_000))));
  const reader = stage.client("reader");
  const isComplete = await until(5_000, () => reader.isLive && reader.log.version === 400);
  return {
    what: "complete after 400 missed messages of 10,000 bytes",
    seen: isComplete
      ? "at version 400 of 400"
      : `at version ${reader.log.version} of 400, closed with ${closeCode(reader)}`,
    holds: isComplete,
  };
}

function closeCode({ history }: Client): number | undefined {
  return history.entries.findLast((entry) => entry.kind === "closed")?.code;
}

export async function resetIsTold(seed: number): Promise<Outcome> {
  await using stage = await Stage.open({ seed });
  const reader = stage.client("reader");
  for (let i = 0; i < 60; i++) await reader.post("soon gone");
  await until(10_000, () => reader.log.version === 60);
  await stage.stop("SIGTERM");
  for (const suffix of ["", "-wal", "-shm"]) {
    await Deno.remove(stage.databasePath + suffix).catch(() => {});
  }
  await stage.restart("SIGKILL");
  await until(10_000, () => reader.isLive && reader.log.version === 0);
  const { log: { version, messages }, history: { entries } } = reader;
  // The first answer after the restart; a client would find out later anyhow, by asking for changes.
  const joined = entries.slice(entries.findLastIndex(({ kind }) => kind === "opened"))
    .find((entry) => entry.kind === "joined");
  const isTold = joined?.after === null;
  return {
    what: "a version the server never had is answered with reset",
    seen: `${isTold ? "told" : "not told"} on joining; from version 60 to ${version}, ` +
      `with ${messages.length} messages`,
    holds: isTold && version === 0 && messages.length === 0,
  };
}
