import { SocketPeer } from "../../support/socket_peer.ts";
import { stalledReader } from "../../support/stalled_reader.ts";
import { Stage } from "../stage.ts";
import { delay, repeat, until } from "../waiting.ts";
import { makeNoise } from "./full_reader.ts";
import { queuedBytes, residentMb } from "./kernel.ts";
import { latencies } from "./latency.ts";
import { checkStage, type Outcome, quantile, type ScenarioOptions, seconds } from "./outcome.ts";

/** How long the others are timed with each, and how often. */
const TIMED = { forMs: 12_000, perSecond: 50 };
/** What is said beside: 800 KB a second fill what the system holds for a reader within 6 s. */
const NOISE = { everyMs: 20, texts: 4, text: "x".repeat(4_000) };
/** How long a reader may lag (`lagMs`), and what it may take to notice and to tell, in milliseconds. */
const OUT_MS = 10_000 + 1_000;
/** More than all buffers of a thousand sockets get of it before each is full. */
const CROWD_NOISE_BYTES = 8_000_000;

/** A reader that stops slows nobody, is out of the room in time and resumes without loss; a crowd of them
 *  does not take the server down, and its memory comes back. */
export async function stalled(
  { seed, onProgress }: ScenarioOptions,
  crowd = 1_000,
): Promise<Outcome[]> {
  const one = await oneReader(seed, onProgress);
  onProgress?.(`${crowd} stalled readers`);
  return [...one, ...await manyReaders(seed, crowd)];
}

async function oneReader(
  seed: number,
  onProgress?: (step: string) => void,
): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const { socketUrl } = stage.server;
  const hearer = await SocketPeer.connect(socketUrl, { name: "Hearer" });
  await hearer.join();
  const noisy = stage.client("noisy");
  const stopNoise = repeat(() => NOISE.everyMs, () => {
    for (let i = 0; i < NOISE.texts; i++) void noisy.post(NOISE.text);
  });
  onProgress?.("timed without a stalled reader");
  await latencies(stage, hearer, { ...TIMED, forMs: 3_000 });
  const calm = await latencies(stage, hearer, TIMED);
  const frozen = stage.client("frozen reader");
  await until(10_000, () => frozen.isLive);
  for (const link of stage.proxy.links.slice(-1)) link.freeze();
  const raw = await stalledReader(socketUrl, { name: "Raw", room: "general" });
  onProgress?.("timed with a stalled reader");
  const departure = watchStalled(stage, hearer, raw);
  const beside = await latencies(stage, hearer, { ...TIMED, forMs: 2 * TIMED.forMs });
  const outMs = await departure;
  stopNoise();
  raw.close();
  stage.proxy.heal();
  await hearer.close();
  const [p99, p99Beside] = [quantile(calm, 0.99), quantile(beside, 0.99)];
  return [
    {
      what: "others' p99 from post to event, without and with two stalled readers",
      seen: `${p99.toFixed(1)} ms, ${p99Beside.toFixed(1)} ms: ${
        (p99Beside / p99).toFixed(2)
      } times`,
      holds: null,
    },
    {
      what: "it is out of the room within 10 s of its buffers being full, and 1 s to tell",
      seen: outMs === null ? "it never left" : `after ${seconds(outMs)}`,
      holds: outMs !== null && outMs <= OUT_MS,
    },
    ...await checkStage(stage),
  ];
}

/** Milliseconds from when the system took no more bytes for a reader until the others were told that it left;
 *  null when that never happened. */
async function watchStalled(
  stage: Stage,
  hearer: SocketPeer,
  reader: Deno.TcpConn,
): Promise<number | null> {
  const readerPort = (reader.localAddr as Deno.NetAddr).port;
  const isOut = () =>
    hearer.inbox.all("presence").some(({ left }) => left.some(({ name }) => name === "Raw"));
  let queued: number | null = 0;
  let fullMs = performance.now();
  const didLeave = await until(3 * TIMED.forMs, async () => {
    await delay(20);
    const now = await queuedBytes(stage.server.port, readerPort);
    if (now !== queued) fullMs = performance.now();
    queued = now;
    return isOut();
  });
  return didLeave ? performance.now() - fullMs : null;
}

async function manyReaders(seed: number, crowd: number): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const { server: { socketUrl, pid } } = stage;
  const writer = await SocketPeer.connect(socketUrl, { name: "Writer" });
  await writer.must({ type: "room.create", id: "crowd" });
  const outcomes: Outcome[] = [];
  const memory: number[][] = [];
  for (const nth of ["first", "second", "third"]) {
    const seen = await crowdStalls(socketUrl, pid, writer, crowd);
    memory.push(seen.memory);
    outcomes.push({
      what: `${crowd} stalled readers, ${nth} crowd: all out of the room within 12 s`,
      seen: seen.left === 0
        ? `${seconds(seen.emptyMs)} after the last post`
        : `${seen.left} are still in it`,
      holds: seen.left === 0 && seen.emptyMs < 12_000,
    });
  }
  const { seq } = await writer.say("still there", undefined, "general");
  await writer.close();
  return [
    ...outcomes,
    { what: "the server goes on", seen: `posted ${seq}`, holds: seq === 1 },
    {
      what: "a third crowd needs no more memory than the second (before, full, dropped, gone)",
      seen: `${memory.map((round) => round.join(", ")).join("; ")} MB`,
      // What the first crowd's frames were in stays with the process, in pieces; a leak would grow again.
      holds: Math.max(...memory[2]!) <= 1.1 * Math.max(...memory[1]!),
    },
  ];
}

/** A crowd joins, stops reading while others talk, and goes: how many had to be waited for, and the server's
 *  resident memory in MB before, with all buffers full, with them dropped but connected, and 5 s after. */
async function crowdStalls(socketUrl: string, pid: number, writer: SocketPeer, crowd: number) {
  const readers: Deno.TcpConn[] = [];
  for (let i = 0; i < crowd; i++) {
    readers.push(await stalledReader(socketUrl, { name: `Stalled ${i}`, room: "crowd" }));
  }
  await until(10_000, async () => await online(writer) === crowd);
  const memory = [await residentMb(pid)];
  await makeNoise(writer, "crowd", CROWD_NOISE_BYTES);
  const filledMs = performance.now();
  memory.push(await residentMb(pid));
  await until(30_000, async () => {
    await delay(200);
    return await online(writer) === 0;
  });
  const emptyMs = performance.now() - filledMs;
  const left = await online(writer);
  memory.push(await residentMb(pid));
  for (const reader of readers) reader.close();
  await delay(5_000);
  memory.push(await residentMb(pid));
  return { left, emptyMs, memory };
}

async function online(peer: SocketPeer): Promise<number> {
  const { rooms } = await peer.must({ type: "room.list" });
  return rooms!.find(({ id }) => id === "crowd")!.online;
}
