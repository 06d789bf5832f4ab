import type { ServerProcess } from "../tests/support/server_process.ts";
import { SocketPeer } from "../tests/support/socket_peer.ts";
import { percentile } from "./percentile.ts";
import type { Figure } from "./figure.ts";

const MEASURED_MS = 3_000;
const AT_ONCE = 8;

/** Pages of a room with a full page of history, rendered a second. */
export async function measurePages(server: ServerProcess): Promise<Figure[]> {
  const writer = await SocketPeer.connect(server.socketUrl, { name: "Writer" });
  for (let i = 0; i < 50; i++) await writer.say(`message ${i} with a few words in it`, `m${i}`);
  await writer.close();
  const joined = await fetch(server.url, {
    method: "POST",
    redirect: "manual",
    headers: { origin: server.url },
    body: new URLSearchParams({ name: "Reader" }),
  });
  await joined.body?.cancel();
  const headers = { cookie: joined.headers.getSetCookie()[0]!.split(";")[0]! };
  const waits: number[] = [];
  let bytes = 0;
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (performance.now() - startedAt < MEASURED_MS) {
      const askedAt = performance.now();
      bytes = (await (await fetch(`${server.url}/rooms/general`, { headers })).text()).length;
      waits.push(performance.now() - askedAt);
    }
  }));
  const scenario = "room page";
  return [
    { scenario, what: "rendered", value: waits.length / (MEASURED_MS / 1_000), unit: "a second" },
    { scenario, what: "p99", value: percentile(waits, 0.99), unit: "ms" },
    { scenario, what: "size", value: bytes / 1_024, unit: "KiB" },
  ];
}
