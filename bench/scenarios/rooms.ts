import { talkOn } from "./closed_loop.ts";
import { confab, startConfab } from "./confab.ts";
import { dataWithRooms } from "./data.ts";
import { bestRound, type Scenario } from "./scenario.ts";

const CLIENTS_PER_ROOM = 10;

/** Many small rooms in all of which somebody talks: how much in all, and whether each gets its share. */
export const rooms: Scenario = {
  name: "rooms",
  async run(context) {
    const count = context.quick ? 100 : 1_000;
    const { dataDir, rooms } = await dataWithRooms(count);
    const measure = async () => {
      await using server = await startConfab({ dataDir });
      return await talkOn(server, confab("confab.v1"), {
        rooms,
        clientsPerRoom: CLIENTS_PER_ROOM,
        sendersPerRoom: 1,
        inFlight: 1,
        textBytes: 29,
        warmUpMs: 1_000,
        measuredMs: context.quick ? 1_000 : 4_000,
        workers: context.workers,
      });
    };
    const talked = await bestRound(
      context,
      `${count} rooms of ${CLIENTS_PER_ROOM}`,
      measure,
      ({ deliveriesPerSecond }) => -deliveriesPerSecond,
    );
    const byRoom = talked.deliveriesByRoom;
    const about = { case: `${count} rooms of ${CLIENTS_PER_ROOM}`, who: "Confab, confab.v1" };
    context.report({ ...about, what: "deliveries", value: talked.deliveriesPerSecond, unit: "/s" });
    context.report({ ...about, what: "p50", value: talked.p50Ms, unit: "ms" });
    context.report({ ...about, what: "p99", value: talked.p99Ms, unit: "ms" });
    context.report({
      ...about,
      what: "CPU a million deliveries",
      value: talked.cpuSecondsPerMillion,
      unit: "s",
    });
    context.report({
      ...about,
      what: "slowest room of the fastest",
      value: Math.min(...byRoom) / Math.max(...byRoom) * 100,
      unit: "%",
    });
    await Deno.remove(dataDir, { recursive: true });
  },
};
