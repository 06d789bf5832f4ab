import { type TalkCase, talkOn } from "./closed_loop.ts";
import { confab, startConfab } from "./confab.ts";
import { dataWithRooms } from "./data.ts";
import type { Context, Scenario } from "./scenario.ts";

/** What grows, and through which values. */
const CURVES: { what: string; values: number[]; talk: (value: number) => Partial<TalkCase> }[] = [
  {
    what: "clients in a room",
    values: [1, 10, 100, 1_000, 5_000],
    talk: (clientsPerRoom) => ({ clientsPerRoom, sendersPerRoom: Math.min(clientsPerRoom, 10) }),
  },
  {
    what: "rooms of 10",
    values: [1, 10, 100, 1_000],
    talk: (count) => ({ rooms: roomNames(count), sendersPerRoom: 1 }),
  },
  {
    what: "senders of 100 clients",
    values: [1, 10, 100],
    talk: (sendersPerRoom) => ({ clientsPerRoom: 100, sendersPerRoom }),
  },
  {
    what: "bytes of a message",
    values: [20, 100, 1_000, 10_000],
    talk: (textBytes) => ({ clientsPerRoom: 100, sendersPerRoom: 10, textBytes }),
  },
];

const HISTORIES = [1_000, 10_000, 100_000, 1_000_000];

/** How throughput and waits change as one thing grows tenfold and the rest stays. */
export const growth: Scenario = {
  name: "growth",
  async run(context) {
    for (const { what, values, talk } of CURVES) {
      for (const value of context.quick ? values.slice(0, 3) : values) {
        context.progress(`${value} ${what}`);
        await measure(`${value.toLocaleString("en")} ${what}`, talk(value), context);
      }
    }
    for (const messages of context.quick ? HISTORIES.slice(0, 3) : HISTORIES) {
      const dataDir = await context.history.folder(messages);
      context.progress(`posting onto ${messages} messages`);
      const name = `${messages.toLocaleString("en")} messages of history`;
      await measure(name, { clientsPerRoom: 100, sendersPerRoom: 10 }, context, dataDir);
    }
  },
};

async function measure(
  name: string,
  talk: Partial<TalkCase>,
  context: Context,
  dataDir?: string,
): Promise<void> {
  const made = dataDir === undefined ? await dataWithRooms(talk.rooms?.length ?? 0) : null;
  await using server = await startConfab({ dataDir: made?.dataDir ?? dataDir });
  const talked = await talkOn(server, confab("confab.v1"), {
    rooms: ["general"],
    clientsPerRoom: 10,
    sendersPerRoom: 1,
    inFlight: 1,
    textBytes: 29,
    warmUpMs: 500,
    measuredMs: context.quick ? 500 : 1_500,
    workers: context.workers,
    ...talk,
  });
  const about = { case: name, who: "Confab, confab.v1" };
  context.report({ ...about, what: "deliveries", value: talked.deliveriesPerSecond, unit: "/s" });
  context.report({ ...about, what: "messages", value: talked.messagesPerSecond, unit: "/s" });
  context.report({ ...about, what: "p50", value: talked.p50Ms, unit: "ms" });
  context.report({ ...about, what: "p99", value: talked.p99Ms, unit: "ms" });
  if (made) await Deno.remove(made.dataDir, { recursive: true });
}

function roomNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `r${i}`);
}
