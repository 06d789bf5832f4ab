import { SocketPeer } from "../../support/socket_peer.ts";
import { WriteLock } from "../database.ts";
import { writer } from "../roles.ts";
import { Stage } from "../stage.ts";
import { delay } from "../waiting.ts";
import { checkStage, type Outcome, type ScenarioOptions, seconds } from "./outcome.ts";

/** How long storage stays broken, in milliseconds: longer than the store waits for a lock. */
const BROKEN_MS = 2_500;

/** A way to break storage. Gives what mends it; null when it can't be done here. */
type Breakage = (stage: Stage) => Promise<(() => unknown) | null>;

const BREAKAGES: Record<string, Breakage> = {
  "locked": (stage) => {
    const lock = new WriteLock(stage.databasePath);
    return Promise.resolve(() => lock[Symbol.dispose]());
  },
  "full": ({ disk }) => {
    disk?.fill();
    return Promise.resolve(disk && (() => disk.free()));
  },
};

/** While storage fails nothing is acknowledged and reading goes on; when it is back so is posting, without
 *  a restart. */
export async function storage({ seed, onProgress }: ScenarioOptions): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed, smallDisk: true });
  const peer = await SocketPeer.connect(stage.server.socketUrl, { name: "Ada" });
  await peer.must({ type: "room.create", id: "aside" });
  await peer.say("before", "m0", "aside");
  stage.client("reader");
  const poster = stage.client("writer");
  const stop = writer(poster, stage.random.fork());
  const outcomes: Outcome[] = [];
  for (const [name, breakage] of Object.entries(BREAKAGES)) {
    onProgress?.(name);
    const mend = await breakage(stage);
    if (mend === null) {
      outcomes.push({ what: `disk ${name}`, seen: "skipped: cannot mount a tmpfs", holds: null });
      continue;
    }
    outcomes.push(...await whileBroken(stage, peer, name, mend));
  }
  stop();
  await peer.close();
  return [...outcomes, ...await checkStage(stage)];
}

async function whileBroken(
  stage: Stage,
  peer: SocketPeer,
  name: string,
  mend: () => unknown,
): Promise<Outcome[]> {
  const { socketUrl } = stage.server;
  const brokenMs = performance.now();
  const reply = await peer.ask({ type: "message.send", room: "aside", id: name, text: "now?" });
  const answer = reply.ok ? "acknowledged" : reply.error.code;
  const readMs = performance.now();
  const { messages } = await peer.must({ type: "history.page", room: "aside" });
  const tookMs = performance.now() - readMs;
  const newcomer = await SocketPeer.connect(socketUrl);
  const hello = await newcomer.ask({ type: "auth", name: "Ada" });
  await newcomer.close();
  await delay(Math.max(0, BROKEN_MS - (performance.now() - brokenMs)));
  await mend();
  const mendedMs = performance.now();
  await postUntilAcked(peer, name);
  return [
    {
      what: `${name}: a post is refused as retryable`,
      seen: answer,
      holds: answer === "storage_unavailable",
    },
    {
      what: `${name}: reading goes on`,
      seen: `${messages!.length} messages in ${seconds(tookMs)}`,
      holds: messages!.length > 0 && tookMs < 500,
    },
    {
      what: `${name}: somebody known by name can come back`,
      seen: hello.ok ? "let in" : hello.error.code,
      holds: null,
    },
    {
      what: `${name}: posting works again by itself`,
      seen: `${seconds(performance.now() - mendedMs)} after it was mended`,
      holds: performance.now() - mendedMs < 5_000,
    },
  ];
}

async function postUntilAcked(peer: SocketPeer, id: string): Promise<void> {
  const request = { type: "message.send", room: "aside", id, text: "now?" };
  for (let reply = await peer.ask(request); !reply.ok; reply = await peer.ask(request)) {
    await delay(20);
  }
}
