import { writer } from "../roles.ts";
import { Stage } from "../stage.ts";
import { repeat, until } from "../waiting.ts";
import { checkStage, type Outcome, type ScenarioOptions } from "./outcome.ts";

/** Clients that join at the same time. */
const JOINERS = 10;

/** Joining in the middle of a flood misses nothing and doubles nothing: half of the joins bring a version,
 *  half begin with the newest page. The checker compares every snapshot and every event after it. */
export async function joins(
  { seed, onProgress }: ScenarioOptions,
  times = 1_000,
): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const writers = ["writer 1", "writer 2", "writer 3"].map((name) => stage.client(name));
  const stops = writers.map((client) => writer(client, stage.random.fork()));
  const flood = repeat(() => 20, () => {
    for (const client of writers) {
      if (client.unackedCount < 200) { for (let i = 0; i < 4; i++) void client.post("flood"); }
    }
  });
  const joiners = Array.from(
    { length: JOINERS },
    (_, i) => stage.client(`joiner ${i}`, { newestOnly: i % 2 === 0 }),
  );
  const joined = () => joiners.reduce((sum, { joinCount }) => sum + joinCount, 0);
  const drops = joiners.map((client, i) =>
    repeat(() => stage.random.between(30, 150), () => {
      // Not before it has heard something live: the seam between both is what is looked for.
      if (client.isLive && client.history.entries.at(-1)?.kind === "event") {
        client.drop({ forget: i % 2 === 0 });
      }
    })
  );
  const isDone = await until(300_000, () => {
    onProgress?.(`${joined()} of ${times} joins`);
    return joined() >= times;
  });
  for (const stop of [...drops, ...stops, flood]) stop();
  return [
    {
      what: "joins in the middle of a flood, and live events after each",
      seen: `${joined()} joins of ${JOINERS} clients`,
      holds: isDone,
    },
    ...await checkStage(stage),
  ];
}
