import { Stage } from "../stage.ts";
import { until } from "../waiting.ts";
import { checkStage, type Outcome, type ScenarioOptions } from "./outcome.ts";

/** What a slow reader is sent, in texts of 4,000 bytes: three times what the system holds for one socket. */
const TEXTS = 3_000;
/** What it reads, in bytes a second: enough to drain all that within the 10 s it may lag. */
const READS_PER_SECOND = 2_500_000;
/** Posts that may wait for an answer. */
const MOST_UNACKED = 100;

/** A reader that is slow, but reads, misses live events, is told so, and catches up without leaving. */
export async function lagging({ seed }: ScenarioOptions): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const reader = stage.client("slow reader");
  await until(10_000, () => reader.isLive);
  stage.proxy.throttle(1, READS_PER_SECOND, stage.random);
  const poster = stage.client("poster", { newestOnly: true });
  const text = "x".repeat(4_000);
  for (let i = 0; i < TEXTS; i++) {
    if (poster.unackedCount >= MOST_UNACKED) await until(10_000, () => poster.unackedCount === 0);
    void poster.post(text);
  }
  const timesLagged = () => reader.history.entries.filter(({ kind }) => kind === "lagged").length;
  await until(20_000, () => timesLagged() > 0);
  // Live again: what comes now must follow what it was told to ask for.
  for (let i = 0; i < 10; i++) await poster.post(`live again ${i}`);
  const isComplete = await until(20_000, () => reader.log.version === TEXTS + 10);
  return [
    {
      what: "a reader slower than the room is told what it misses, and catches up",
      seen: `lagged ${timesLagged()} times, ${reader.joinCount - 1} reconnects, ` +
        `at version ${reader.log.version} of ${TEXTS + 10}`,
      holds: timesLagged() > 0 && isComplete && reader.joinCount === 1,
    },
    ...await checkStage(stage),
  ];
}
