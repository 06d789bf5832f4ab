import type { ServerProcess } from "../tests/support/server_process.ts";
import type { Figure } from "./figure.ts";

const WARM_UP_MS = 1_000;
const MEASURED_MS = 3_000;
/** Messages each sender has under way. */
const IN_FLIGHT = 4;
const EVENT = '{"type":"message"';

/** Events delivered a second when everybody is in one room and some of them send as fast as they are acked. */
export async function measureFanOut(
  server: ServerProcess,
  { clients, senders }: { clients: number; senders: number },
): Promise<Figure[]> {
  let deliveries = 0;
  let acks = 0;
  let sending = true;
  const sockets = await Promise.all(
    Array.from({ length: clients }, (_, i) => connect(server.socketUrl, `Client ${i}`)),
  );
  for (const [i, socket] of sockets.entries()) {
    let sent = 0;
    const send = () =>
      socket.send(
        `{"type":"message.send","ref":"m","room":"general","id":"${i}-${sent++}","text":"twenty-nine bytes of message."}`,
      );
    socket.onmessage = ({ data }) => {
      deliveries += count(data, EVENT);
      const acked = count(data, '{"type":"reply"');
      acks += acked;
      for (let n = 0; sending && n < acked; n++) send();
    };
    if (i < senders) { for (let n = 0; n < IN_FLIGHT; n++) send(); }
  }
  await delay(WARM_UP_MS);
  [deliveries, acks] = [0, 0];
  const startedAt = performance.now();
  await delay(MEASURED_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const figures = [
    { what: "deliveries", value: deliveries / seconds, unit: "a second" },
    { what: "messages", value: acks / seconds, unit: "a second" },
  ];
  sending = false;
  for (const socket of sockets) socket.close();
  return figures.map((figure) => ({ scenario: `fan-out, ${clients} × ${senders}`, ...figure }));
}

async function connect(url: string, name: string): Promise<WebSocket> {
  const socket = new WebSocket(url, "confab.v1");
  await new Promise((resolve, reject) => {
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "auth", name }));
      socket.send(JSON.stringify({ type: "room.join", ref: "join", room: "general" }));
    };
    socket.onmessage = ({ data }) => data.includes('"ref":"join"') && resolve(null);
    socket.onclose = reject;
  });
  return socket;
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found++;
  return found;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
