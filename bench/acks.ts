import type { ServerProcess } from "../tests/support/server_process.ts";
import { SocketPeer } from "../tests/support/socket_peer.ts";
import { percentile } from "./percentile.ts";
import type { Figure } from "./figure.ts";

const MESSAGES = 1_000;

/** How long one sender that waits for each ack waits: a commit with its fsync, and the way there and back. */
export async function measureAcks(server: ServerProcess): Promise<Figure[]> {
  const sender = await SocketPeer.connect(server.socketUrl, { name: "Sender" });
  const waits: number[] = [];
  for (let i = 0; i < MESSAGES; i++) {
    const startedAt = performance.now();
    await sender.say("twenty-nine bytes of message.", `m${i}`);
    waits.push(performance.now() - startedAt);
  }
  await sender.close();
  const scenario = "ack, 1 sender";
  return [
    { scenario, what: "p50", value: percentile(waits, 0.5), unit: "ms" },
    { scenario, what: "p99", value: percentile(waits, 0.99), unit: "ms" },
  ];
}
