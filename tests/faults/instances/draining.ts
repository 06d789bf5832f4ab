import { check } from "../checker.ts";
import { reader, writer } from "../roles.ts";
import { type Outcome, quantile, type ScenarioOptions, seconds } from "../scenarios/outcome.ts";
import { delay, until } from "../waiting.ts";
import { Instances } from "./instances.ts";

const CLIENTS = 40;

/** Restarts one server after the other while people write and read: nobody waits for long, and nothing is lost.
 *  @param movedMs how soon everybody has to be somewhere else; more where the machine has other work to do */
export async function draining(
  { seed }: ScenarioOptions,
  { movedMs = 2_000 } = {},
): Promise<Outcome[]> {
  await using scene = await Instances.open({ seed, count: 2 });
  const clients = Array.from({ length: CLIENTS }, (_, i) => scene.client(`Person ${i}`));
  const stops = clients.map((client, i) => (i % 8 === 0 ? writer : reader)(client, scene.random));
  await until(10_000, () => clients.every(({ isLive }) => isLive));
  const awayMs: number[] = [];
  for (const instance of scene.all) {
    const watch = watchAway(clients, awayMs);
    await scene.restart(instance, "SIGTERM");
    await until(10_000, () => clients.every(({ isLive }) => isLive));
    await delay(200);
    watch();
  }
  for (const stop of stops) stop();
  const rooms = await scene.finish();
  const { findings, posts } = check(
    clients.map(({ history }) => history),
    rooms,
    scene.checks,
  );
  const wrong = [...scene.complaints, ...findings.map(({ kind, what }) => `${kind}: ${what}`)];
  return [
    {
      what: `whoever is sent away is somewhere else within ${seconds(movedMs)}`,
      seen: `${awayMs.length} moved, p99 ${seconds(quantile(awayMs, 0.99))}`,
      holds: awayMs.length > 0 && Math.max(...awayMs) < movedMs,
    },
    {
      what: "nothing is lost, doubled or reordered, and every server ends in order",
      seen: wrong.length === 0 ? `${posts.length} posts, all right` : wrong.slice(0, 3).join("; "),
      holds: wrong.length === 0,
    },
  ];
}

/** Notes how long each was not in its room. Gives what ends that. */
function watchAway(clients: { isLive: boolean }[], awayMs: number[]): () => void {
  const since = new Map<object, number>();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const client of clients) {
      if (!client.isLive) {
        if (!since.has(client)) since.set(client, now);
        continue;
      }
      const from = since.get(client);
      if (from !== undefined) awayMs.push(now - from);
      since.delete(client);
    }
  }, 10);
  return () => clearInterval(timer);
}
