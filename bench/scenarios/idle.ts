import { Load } from "../load/load.ts";
import type { Subject } from "../peers/peer.ts";
import { cpuSeconds, residentBytes } from "../process_usage.ts";
import { percentile } from "../report/percentile.ts";
import { startConfab } from "./confab.ts";
import { dataWithRooms } from "./data.ts";
import { type Context, delay, type Scenario } from "./scenario.ts";

const ROOMS = 100;
const MOST_KIB = 30;
/** After everybody is in: until presence has been told and buffers are given back. */
const SETTLE_MS = 3_000;

/** Many connections that say nothing: what each costs in memory, and all of them in CPU; then one message in
 *  every room. */
export const idle: Scenario = {
  name: "idle",
  async run(context) {
    const clients = context.quick ? 1_000 : 10_000;
    const { dataDir, rooms } = await dataWithRooms(ROOMS);
    const own: Subject = {
      name: "Confab, confab.v1",
      dialect: "confab.v1",
      start: () => startConfab({ dataDir }),
    };
    await sit(own, { rooms, clients }, context);
    await Deno.remove(dataDir, { recursive: true });
    // Peers have one room; there, everybody is in it.
    for (const peer of await context.peers()) {
      await sit(peer, { rooms: ["general"], clients }, context);
    }
  },
};

async function sit(
  subject: Subject,
  { rooms, clients }: { rooms: string[]; clients: number },
  context: Context,
): Promise<void> {
  context.progress(`${clients} connections, ${subject.name}`);
  await using server = await subject.start();
  await delay(500);
  const emptyBytes = residentBytes(server.pid);
  using load = new Load("crowd", {
    port: server.port,
    dialect: subject.dialect,
    rooms,
    clientsPerRoom: clients / rooms.length,
    textBytes: 29,
  });
  await load.until("clients", clients);
  await load.during(SETTLE_MS);
  const kib = (residentBytes(server.pid) - emptyBytes) / clients / 1_024;
  const cpuBefore = cpuSeconds(server.pid);
  const idleMs = context.quick ? 2_000 : 5_000;
  await load.during(idleMs);
  const cpu = (cpuSeconds(server.pid) - cpuBefore) / (idleMs / 1_000) * 100;
  load.board.phase = "measure";
  await load.until("deliveries", clients, 20_000);
  const [arrivals] = await load.stop();

  const about = { case: `${clients.toLocaleString("en")} connections`, who: subject.name };
  const isOwn = subject.dialect === "confab.v1";
  context.report({
    ...about,
    what: "memory a connection",
    value: kib,
    unit: "KiB",
    ...isOwn ? { target: { most: MOST_KIB } } : {},
  });
  context.report({ ...about, what: "CPU while idle", value: cpu, unit: "%" });
  context.report({
    ...about,
    what: rooms.length === 1
      ? "one message, last receiver"
      : `a message in each of ${rooms.length} rooms, last receiver`,
    value: percentile(arrivals!, 1),
    unit: "ms",
  });
}
