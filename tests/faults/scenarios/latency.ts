import type { SocketPeer } from "../../support/socket_peer.ts";
import type { Stage } from "../stage.ts";
import { delay } from "../waiting.ts";

/** Milliseconds from post to event, one for each message that a client posts and another connection, which
 *  must be in the same room, hears. Paced by time and not by answers, so that a stall shows in full. */
export async function latencies(
  stage: Stage,
  hearer: SocketPeer,
  { forMs, perSecond }: { forMs: number; perSecond: number },
): Promise<number[]> {
  const name = "Bystander";
  const poster = stage.clients.find((client) => client.name === name) ?? stage.client(name);
  const took: Promise<number>[] = [];
  const startedMs = performance.now();
  for (let i = 0; i < forMs / 1_000 * perSecond; i++) {
    const dueMs = startedMs + i * 1_000 / perSecond;
    await delay(Math.max(0, dueMs - performance.now()));
    // Short: Deno's own client sends a long frame in two writes, and the second waits for an acknowledgement.
    const stamp = `tick ${dueMs}`;
    took.push(
      hearer.inbox.next("message", ({ message }) => message.text === stamp)
        .then(() => performance.now() - dueMs),
    );
    void poster.post(stamp);
  }
  return await Promise.all(took);
}
