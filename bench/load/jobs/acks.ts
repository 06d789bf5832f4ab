import type { Board } from "../board.ts";
import { Client } from "../client.ts";
import { confabV1 } from "../dialects/confab_v1.ts";
import { readNumber, sayingText } from "../dialects/dialect.ts";
import { enterAll } from "../enter.ts";
import { now } from "../libc.ts";
import { Swarm } from "../swarm.ts";
import { Tally } from "../tally.ts";

export interface AcksOptions {
  /** Of several servers: clients take turns. */
  port: number | number[];
  room: string;
  clients: number;
  /** Messages a second of all clients together. */
  perSecond: number;
  textBytes: number;
  /** How long they are sent, in milliseconds, and how much of it at the beginning does not count. */
  forMs: number;
  warmUpMs: number;
}

export interface AcksResult {
  /** From when a message was due to its ack, in milliseconds. */
  ackMs: Float64Array;
  /** From when a message was due until the last client had it, in milliseconds. */
  lastMs: Float64Array;
}

/** How long the last messages may take, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Open-loop talk in one room: people write when they like, whether or not the server keeps up. Waits count
 *  from when a message was due, so that a message that could not even be sent in time is not left out. */
export function acks(options: AcksOptions, board: Board): AcksResult {
  const { room, textBytes } = options;
  const swarm = new Swarm(options.port);
  const dialect = confabV1();
  const tally = new Tally(board, 0);
  const due = dueTimes(options);
  const ackedAt = new Float64Array(due.length);
  /** The message of each version, and when each client had each version. */
  const messageOf: number[] = [];
  const heardBy: number[] = [0];
  const lastAt: number[] = [0];
  const versionAt = `{"type":"message","room":"${room}","version":`.length;

  /** When the frame that is being read arrived. */
  let arrivedAt = 0;
  const heard = (bytes: Uint8Array, start: number) => {
    const version = readNumber(bytes, start + versionAt, 15);
    heardBy[version] = (heardBy[version] ?? 0) + 1;
    lastAt[version] = arrivedAt;
  };
  const clients = enterAll(swarm, options.clients, (number, onIn) =>
    new Client({
      swarm,
      dialect,
      name: `Client ${number}`,
      room,
      listener: {
        sender: number,
        heard,
        answered(index, version) {
          ackedAt[index] = arrivedAt;
          messageOf[version] = index;
          tally.answered();
        },
      },
      onIn: () => {
        tally.entered();
        onIn();
      },
      onFrame: (count, _bytes, start, end) => tally.frame(count, end - start),
    }));

  while (board.phase === "connect") swarm.poll(10);
  const startAt = now();
  const isHeard = () => tally.answers === due.length && isWhole(heardBy, clients.length);
  for (let next = 0; next < due.length || !isHeard();) {
    const elapsed = now() - startAt;
    if (elapsed > options.forMs + PATIENCE_MS) throw new Error("The server fell behind for good");
    for (; next < due.length && due[next]! <= elapsed; next++) {
      const sender = next % clients.length;
      const text = sayingText(sender, next, textBytes);
      clients[sender]!.send(dialect.say({ room, sender, number: next, text }));
    }
    swarm.poll(next < due.length ? due[next]! - elapsed : 10, () => arrivedAt = now());
  }
  for (const client of clients) client.close();

  const counts = (index: number) => due[index]! >= options.warmUpMs;
  const versions = messageOf.keys().filter((version) => counts(messageOf[version] ?? -1));
  return {
    ackMs: Float64Array.from(due.keys().filter(counts), (i) => ackedAt[i]! - startAt - due[i]!),
    lastMs: Float64Array.from(
      versions,
      (version) => lastAt[version]! - startAt - due[messageOf[version]!]!,
    ),
  };
}

/** When messages are due, in milliseconds from the start: at random, as people who know nothing of each other
 *  write (exponential gaps). */
function dueTimes({ perSecond, forMs }: AcksOptions): Float64Array {
  const due: number[] = [];
  for (let at = 0; at < forMs; at += -Math.log(1 - Math.random()) * 1_000 / perSecond) {
    due.push(at);
  }
  return Float64Array.from(due);
}

/** Whether everybody has heard the newest version of all. */
function isWhole(heardBy: number[], clients: number): boolean {
  return (heardBy.at(-1) ?? 0) >= clients;
}
