import { register } from "../../server/account_steps.ts";
import { SocketPeer } from "../../support/socket_peer.ts";
import { Stage } from "../stage.ts";
import { delay } from "../waiting.ts";
import { latencies } from "./latency.ts";
import { checkStage, type Outcome, quantile, type ScenarioOptions } from "./outcome.ts";

/** How long the bystander is timed, without and with a flood, in milliseconds. */
const TIMED_MS = 4_000;

/** Floods, giant frames and demands for many rooms are answered with codes, and others don't notice. */
export async function flood({ seed, onProgress }: ScenarioOptions): Promise<Outcome[]> {
  // The limits as they are by default: the stage's own server has none for posts.
  await using stage = await Stage.open({ seed, env: { MESSAGE_RATE: "5" } });
  const { socketUrl } = stage.server;
  // Apart from the room that is checked: what the flooder sends is not written down.
  const watcher = await SocketPeer.connect(socketUrl, { name: "Watcher" });
  await watcher.must({ type: "room.create", id: "aside" });
  await watcher.join();
  onProgress?.("calm");
  const before = await latencies(stage, watcher, { forMs: TIMED_MS, perSecond: 4 });
  const outcomes = [await flooder(socketUrl), await giant(socketUrl), await rooms(stage)];
  onProgress?.("a flood beside a bystander");
  const stopFlood = keepFlooding(socketUrl);
  const during = await latencies(stage, watcher, { forMs: TIMED_MS, perSecond: 4 });
  const frames = await stopFlood();
  await watcher.close();
  const [calm, loud] = [quantile(before, 0.99), quantile(during, 0.99)];
  return [
    ...outcomes,
    {
      what: "a bystander's p99 from post to event, calm and beside a flood",
      seen: `${calm.toFixed(1)} ms, ${loud.toFixed(1)} ms beside ${frames} frames`,
      holds: null,
    },
    {
      what: "nobody else is refused",
      seen: `${during.length} posts acked`,
      holds: during.length > 0,
    },
    ...await checkStage(stage),
  ];
}

async function flooder(socketUrl: string): Promise<Outcome> {
  const peer = await SocketPeer.connect(socketUrl, { name: "Flooder" });
  const replies = await Promise.allSettled(
    Array.from(
      { length: 1_000 },
      (_, i) => peer.ask({ type: "message.send", room: "aside", id: `f${i}`, text: "flood" }),
    ),
  );
  const answers = replies.map((reply) =>
    reply.status === "rejected" ? "none" : reply.value.ok ? "ok" : reply.value.error.code
  );
  const limited = answers.filter((answer) => answer === "rate_limited").length;
  const code = await Promise.race([peer.closed, delay(1_000).then(() => null)]);
  return {
    what: "1,000 posts at once: rate_limited, then the connection ends with 4029",
    seen: `${answers.filter((answer) => answer === "ok").length} ok, ${limited} rate_limited, ` +
      `closed with ${code}`,
    holds: limited > 0 && code === 4029,
  };
}

async function giant(socketUrl: string): Promise<Outcome> {
  const peer = await SocketPeer.connect(socketUrl, { name: "Giant" });
  peer.socket.send("x".repeat(10 * 1024 * 1024));
  const code = await peer.closed;
  const [error] = peer.inbox.all("error");
  return {
    what: "a frame of 10 MiB: frame_too_big, closed with 1009",
    seen: `${error?.code ?? "no error"}, closed with ${code}`,
    holds: error?.code === "frame_too_big" && code === 1009,
  };
}

async function rooms({ server }: Stage): Promise<Outcome> {
  // An account may make 100 rooms at once, a guest 20; two are there.
  const { cookie } = await register(server, "Joiner");
  const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
  const made = Array.from({ length: 100 }, (_, i) => `many-${i}`);
  const answers = new Map<string, number>();
  for (const room of [...made, "general", "aside"]) {
    // Below the rate of requests, so that it is the limit of rooms that answers.
    await delay(25);
    if (made.includes(room)) await peer.must({ type: "room.create", id: room });
    const reply = await peer.ask({ type: "room.join", room });
    const answer = reply.ok ? "ok" : reply.error.code;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  await peer.close();
  return {
    what: "102 rooms joined by one connection: too_many_rooms past 100",
    seen: [...answers].map(([answer, times]) => `${times} ${answer}`).join(", "),
    holds: answers.get("ok") === 100 && answers.get("too_many_rooms") === 2,
  };
}

/** Connects again and again and sends whatever is refused. Gives what stops it and tells how much it was. */
function keepFlooding(socketUrl: string): () => Promise<number> {
  let isOver = false;
  let frames = 0;
  const done = (async () => {
    while (!isOver) {
      const peer = await SocketPeer.connect(socketUrl, { name: "Flooder" }).catch(() => null);
      const isOpen = () => peer?.socket.readyState === WebSocket.OPEN;
      for (let i = 0; isOpen() && !isOver; i++, frames++) {
        peer!.socket.send('{"type":"nonsense"}');
        if (i % 50 === 0) await delay(1);
      }
      if (peer) await Promise.race([peer.close(), delay(500)]);
    }
  })();
  return async () => {
    isOver = true;
    await done;
    return frames;
  };
}
