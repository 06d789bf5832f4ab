import { Load } from "../load/load.ts";
import { percentile } from "../report/percentile.ts";
import { talkOn } from "./closed_loop.ts";
import { confab, startConfab } from "./confab.ts";
import { bestRound, type Context, type Measured, type Scenario } from "./scenario.ts";

const TEXT_BYTES = 29;
const CLIENTS = 200;
/** Messages each of them has under way while the capacity is found out. */
const IN_FLIGHT = 4;
const SHARE_OF_CAPACITY = 0.5;
const MOST_P99_MS = 10;

/** How long an ack takes: for one who writes alone, and for 200 who write when they like. */
export const acks: Scenario = {
  name: "acks",
  async run(context) {
    const measuredMs = context.quick ? 1_000 : 3_000;
    const subject = confab("confab.v1");
    const talking = {
      rooms: ["general"],
      textBytes: TEXT_BYTES,
      warmUpMs: 500,
      measuredMs,
      workers: 1,
    };

    context.progress("one sender");
    const alone = await withServer((server) =>
      talkOn(server, subject, { ...talking, clientsPerRoom: 1, sendersPerRoom: 1, inFlight: 1 })
    );
    report(context, "1 sender", [
      { what: "send → ack, p50", value: alone.p50Ms, unit: "ms" },
      { what: "send → ack, p99", value: alone.p99Ms, unit: "ms" },
    ]);

    context.progress(`what ${CLIENTS} senders can do`);
    const everybody = { clientsPerRoom: CLIENTS, sendersPerRoom: CLIENTS, inFlight: IN_FLIGHT };
    const capacity = await withServer((server) =>
      talkOn(server, subject, { ...talking, ...everybody })
    );
    const perSecond = capacity.messagesPerSecond * SHARE_OF_CAPACITY;
    report(context, `${CLIENTS} senders`, [
      { what: "capacity", value: capacity.messagesPerSecond, unit: "messages/s" },
    ]);

    const forMs = measuredMs * 2;
    const open = await bestRound(
      context,
      `${Math.round(perSecond)} messages a second of ${CLIENTS} senders`,
      () => withServer((server) => openLoop(server.port, { perSecond, forMs })),
      ({ ackMs }) => percentile(ackMs, 0.99),
    );
    report(context, `${CLIENTS} senders at half of capacity`, [
      ...spread("due → ack", open.ackMs, MOST_P99_MS),
      ...spread("due → last receiver", open.lastMs),
    ]);
  },
};

async function withServer<T>(
  use: (server: Awaited<ReturnType<typeof startConfab>>) => Promise<T>,
): Promise<T> {
  await using server = await startConfab();
  return await use(server);
}

/** Two hundred who write when they like, so many messages a second together. */
export async function openLoop(
  port: number | number[],
  { perSecond, forMs }: { perSecond: number; forMs: number },
) {
  using load = new Load("acks", {
    port,
    room: "general",
    clients: CLIENTS,
    perSecond,
    textBytes: TEXT_BYTES,
    forMs,
    warmUpMs: forMs / 4,
  });
  await load.until("clients", CLIENTS);
  load.board.phase = "measure";
  const [result] = await load.results;
  return result!;
}

export function spread(what: string, waitsMs: Float64Array, mostP99?: number): Measured[] {
  return [0.5, 0.99, 0.999].map((share) => ({
    what: `${what}, p${share * 100}`,
    value: percentile(waitsMs, share),
    unit: "ms",
    ...share === 0.99 && mostP99 !== undefined ? { target: { most: mostP99 } } : {},
  }));
}

function report(context: Context, which: string, measured: Measured[]): void {
  for (const one of measured) context.report({ case: which, who: "Confab, confab.v1", ...one });
}
