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
  const readers: Deno.TcpConn[] = [];
  for (let i = 0; i < crowd; i++) {
    readers.push(await stalledReader(socketUrl, { name: `Stalled ${i}`, room: "crowd" }));
  }
  await until(10_000, async () => await online(writer) === crowd);
  const beforeMb = await residentMb(pid);
  await makeNoise(writer, "crowd", CROWD_NOISE_BYTES);
  const filledMs = performance.now();
  const fullMb = await residentMb(pid);
  const isEmpty = await until(30_000, async () => {
    await delay(200);
    return await online(writer) === 0;
  });
  const emptyMs = performance.now() - filledMs;
  const left = await online(writer);
  const droppedMb = await residentMb(pid);
  for (const reader of readers) reader.close();
  await delay(5_000);
  const afterMb = await residentMb(pid);
  const { seq } = await writer.say("still there", undefined, "general");
  await writer.close();
  return [
    {
      what: `${crowd} stalled readers: all out of the room within 12 s of the last post`,
      seen: isEmpty ? `${seconds(emptyMs)} after the last post` : `${left} are still in it`,
      holds: isEmpty && emptyMs < 12_000,
    },
    { what: "the server goes on", seen: `posted ${seq}`, holds: seq === 1 },
    {
      what:
        "its resident memory before, full, dropped but still connected, and 5 s after they went",
      seen: `${beforeMb}, ${fullMb}, ${droppedMb}, ${afterMb} MB`,
      holds: null,
    },
  ];
}

async function online(peer: SocketPeer): Promise<number> {
  const { rooms } = await peer.must({ type: "room.list" });
  return rooms!.find(({ id }) => id === "crowd")!.online;
}
