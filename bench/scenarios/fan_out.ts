import type { Subject } from "../peers/peer.ts";
import { type TalkCase, type Talked, talkTo } from "./closed_loop.ts";
import { confab } from "./confab.ts";
import type { Context, Measured, Scenario } from "./scenario.ts";

/** As long as the messages of DESIGN.md's figures. */
const TEXT_BYTES = 29;

interface Shape {
  clients: number;
  senders: number;
  inFlight: number;
  /** What Confab's deliveries must be at least, as a multiple of a peer's. */
  targets: { who: string; peer: string; least: number }[];
}

const PLAIN = "Confab, plain";
const V1 = "Confab, confab.v1";
const GO = "Go hub";

const SHAPES: Shape[] = [
  {
    clients: 100,
    senders: 10,
    inFlight: 1,
    targets: [{ who: PLAIN, peer: GO, least: 0.8 }],
  },
  {
    clients: 500,
    senders: 20,
    inFlight: 4,
    targets: [
      { who: PLAIN, peer: GO, least: 2 },
      { who: V1, peer: GO, least: 1 },
      ...["ws", "Socket.IO", "Deno loop"].map((peer) => ({ who: PLAIN, peer, least: 5 })),
    ],
  },
  {
    clients: 1_000,
    senders: 5,
    inFlight: 1,
    targets: [{ who: PLAIN, peer: GO, least: 1.3 }],
  },
];

/** Everybody in one room, some of whom send as fast as they are answered; Confab beside its peers, in turns. */
export const fanOut: Scenario = {
  name: "fan-out",
  async run(context) {
    const peers = await context.peers();
    const subjects = [confab("plain"), confab("confab.v1"), ...peers];
    for (const shape of context.quick ? [SHAPES[1]!] : SHAPES) {
      await compare(shape, subjects, context);
    }
  },
};

async function compare(shape: Shape, subjects: Subject[], context: Context): Promise<void> {
  const name = `${shape.clients} × ${shape.senders} × ${shape.inFlight}`;
  const best = new Map<string, Talked>();
  for (let round = 1; round <= context.rounds; round++) {
    for (const subject of subjects) {
      context.progress(`${name}, ${subject.name}, round ${round} of ${context.rounds}`);
      const talked = await talkTo(subject, talkCase(shape, context));
      const known = best.get(subject.name);
      if (!known || talked.deliveriesPerSecond > known.deliveriesPerSecond) {
        best.set(subject.name, talked);
      }
    }
  }
  for (const [who, talked] of best) {
    for (const measured of figures(talked)) context.report({ case: name, who, ...measured });
  }
  for (const { who, peer, least } of shape.targets) {
    const [own, others] = [best.get(who), best.get(peer)];
    if (!own || !others) continue;
    const value = own.deliveriesPerSecond / others.deliveriesPerSecond;
    context.report({
      case: name,
      who,
      what: `deliveries, against ${peer}`,
      value,
      unit: "×",
      target: { least },
    });
  }
}

function talkCase({ clients, senders, inFlight }: Shape, context: Context): TalkCase {
  return {
    rooms: ["general"],
    clientsPerRoom: clients,
    sendersPerRoom: senders,
    inFlight,
    textBytes: TEXT_BYTES,
    warmUpMs: context.quick ? 500 : 1_000,
    measuredMs: context.quick ? 1_000 : 2_000,
    workers: context.workers,
  };
}

/** A message's wait ends with its ack in confab.v1, and when it came back to its sender elsewhere. */
function figures(talked: Talked): Measured[] {
  return [
    { what: "deliveries", value: talked.deliveriesPerSecond, unit: "/s" },
    { what: "p50", value: talked.p50Ms, unit: "ms" },
    { what: "p99", value: talked.p99Ms, unit: "ms" },
    { what: "CPU a million deliveries", value: talked.cpuSecondsPerMillion, unit: "s" },
    { what: "bytes a delivery", value: talked.bytesPerDelivery, unit: "B" },
    { what: "deliveries a frame", value: talked.deliveriesPerFrame, unit: "" },
    { what: "load generator busy", value: talked.generatorBusy * 100, unit: "%" },
    ...talked.dropped > 0 ? [{ what: "clients dropped", value: talked.dropped, unit: "" }] : [],
  ];
}
