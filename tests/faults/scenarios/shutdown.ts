import { SocketPeer } from "../../support/socket_peer.ts";
import { WriteLock } from "../database.ts";
import { BURST } from "../scene.ts";
import { Stage } from "../stage.ts";
import { delay, until } from "../waiting.ts";
import { checkStage, type Outcome, type ScenarioOptions, seconds } from "./outcome.ts";
import { fullReader } from "./full_reader.ts";

/** Who has posts under way when it is told to stop. */
const WRITERS = 8;

/** SIGINT and SIGTERM end the server in order even with a stalled reader: everybody hears 1001, nothing
 *  acknowledged is lost; a second signal ends it at once. */
export async function shutdown({ seed, onProgress }: ScenarioOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    onProgress?.(`${signal} under load`);
    outcomes.push(...await inOrder(seed, signal));
  }
  onProgress?.("a second signal");
  return [...outcomes, await secondSignal(seed)];
}

/** Code 0 in time, 1001 to all, and every answer that is due. */
export async function inOrder(seed: number, signal: "SIGINT" | "SIGTERM"): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const { socketUrl } = stage.server;
  const witness = await SocketPeer.connect(socketUrl, { name: "witness" });
  await witness.join();
  const stalled = await fullReader(socketUrl, witness);
  for (let i = 0; i < WRITERS; i++) stage.writers.push(stage.client(`writer ${i}`));
  await until(10_000, () => stage.writers.every(({ isLive }) => isLive));
  // The last they write: a client that goes on writing may find its line broken before it reads why.
  const lock = new WriteLock(stage.databasePath);
  stage.burst();
  await delay(100);
  const askedMs = performance.now();
  const stopping = stage.server.stop(signal);
  // Until here no commit could end: all of the burst has been taken on, and none of it answered.
  await delay(200);
  lock[Symbol.dispose]();
  const code = await stopping;
  const tookMs = performance.now() - askedMs;
  const closeCode = await witness.closed;
  // The first close of each: those after it are attempts to come back to a server that is gone.
  const codes: (number | undefined)[] = [closeCode];
  let answered = 0;
  for (const { history: { entries } } of stage.writers) {
    const end = entries.findIndex(({ kind }) => kind === "closed");
    codes.push(entries.slice(end).find((entry) => entry.kind === "closed")?.code);
    answered += entries.slice(0, end).filter(({ kind }) => kind === "acked").length;
  }
  stalled.close();
  await stage.restart("SIGKILL");
  return [
    {
      what: `${signal} with a stalled reader: code 0 in under 4 s`,
      seen: `code ${code} after ${seconds(tookMs)}`,
      holds: code === 0 && tookMs < 4_000,
    },
    {
      what: "everybody is told 1001, also who has posts under way",
      seen: `closed with ${[...new Set(codes)].join(", ")}`,
      holds: codes.every((code) => code === 1001),
    },
    {
      what: "what was taken on is answered before that",
      seen: `${answered} posts acknowledged`,
      holds: answered === WRITERS * BURST,
    },
    ...await checkStage(stage),
  ];
}

/** Ends it at once, while the first waits for a commit that can't end. */
export async function secondSignal(seed: number): Promise<Outcome> {
  await using stage = await Stage.open({ seed });
  const { server } = stage;
  const poster = await SocketPeer.connect(server.socketUrl, { name: "poster" });
  using _ = new WriteLock(stage.databasePath);
  poster.say("never answered").catch(() => {});
  await delay(100);
  Deno.kill(server.pid, "SIGTERM");
  await delay(100);
  const askedMs = performance.now();
  const code = await server.stop("SIGTERM");
  const tookMs = performance.now() - askedMs;
  return {
    what: "a second signal while the first waits for storage: ends at once",
    seen: `code ${code} after ${seconds(tookMs)}`,
    holds: code !== 0 && tookMs < 500,
  };
}
