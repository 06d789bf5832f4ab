import { Load } from "../load/load.ts";
import type { TalkOptions } from "../load/jobs/talk.ts";
import type { Subject } from "../peers/peer.ts";
import { cpuSeconds } from "../process_usage.ts";
import { percentile } from "../report/percentile.ts";

/** How closed-loop talk went. */
export interface Talked {
  deliveriesPerSecond: number;
  messagesPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time of the server for a million deliveries, in seconds. */
  cpuSecondsPerMillion: number;
  bytesPerDelivery: number;
  deliveriesPerFrame: number;
  /** How much of a core the busiest thread of the load generator used, from 0 to 1. At 1 it is what was measured. */
  generatorBusy: number;
  deliveriesByRoom: number[];
  /** Clients that the server sent away for being slow. */
  dropped: number;
}

export interface TalkCase extends Omit<TalkOptions, "port" | "dialect"> {
  warmUpMs: number;
  measuredMs: number;
  workers: number;
}

/** One server or several, among which clients take turns. */
export interface Servers {
  port: number | number[];
  pid: number | number[];
}

/** Starts a server of its own and has its clients talk as fast as they are answered. */
export async function talkTo(
  subject: Pick<Subject, "dialect"> & { start(): Promise<Servers & AsyncDisposable> },
  of: TalkCase,
): Promise<Talked> {
  await using server = await subject.start();
  return await talkOn(server, subject, of);
}

/** The same on a server that is up. */
export async function talkOn(
  server: Servers,
  { dialect }: Pick<Subject, "dialect">,
  { warmUpMs, measuredMs, workers, ...options }: TalkCase,
): Promise<Talked> {
  using load = new Load("talk", { port: server.port, dialect, ...options }, { workers });
  const { board } = load;
  await load.until("clients", options.rooms.length * options.clientsPerRoom);
  board.phase = "warm up";
  await load.during(warmUpMs);
  const look = () => ({
    at: performance.now(),
    server: [server.pid].flat().reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    generator: load.cpuSeconds(),
    deliveries: board.sum("deliveries"),
    answers: board.sum("answers"),
    bytes: board.sum("bytes"),
    frames: board.sum("frames"),
  });
  const before = look();
  board.phase = "measure";
  await load.during(measuredMs);
  const after = look();
  const results = await load.stop();

  const seconds = (after.at - before.at) / 1_000;
  const deliveries = after.deliveries - before.deliveries;
  const waits = results.flatMap(({ waitsMs }) => [...waitsMs]);
  return {
    deliveriesPerSecond: deliveries / seconds,
    messagesPerSecond: (after.answers - before.answers) / seconds,
    p50Ms: percentile(waits, 0.5),
    p99Ms: percentile(waits, 0.99),
    cpuSecondsPerMillion: (after.server - before.server) / deliveries * 1_000_000,
    bytesPerDelivery: (after.bytes - before.bytes) / deliveries,
    deliveriesPerFrame: deliveries / (after.frames - before.frames),
    generatorBusy: Math.max(
      ...after.generator.map((cpu, i) => (cpu - before.generator[i]!) / seconds),
    ),
    dropped: board.sum("dropped"),
    deliveriesByRoom: options.rooms.map((_, room) =>
      results.reduce((sum, { deliveriesByRoom }) => sum + deliveriesByRoom[room]!, 0)
    ),
  };
}
