import type { Board } from "../board.ts";
import { Client } from "../client.ts";
import { confabV1 } from "../dialects/confab_v1.ts";
import { sayingText } from "../dialects/dialect.ts";
import { enterAll } from "../enter.ts";
import { now } from "../libc.ts";
import { Swarm } from "../swarm.ts";
import { Tally } from "../tally.ts";

export interface ProbeOptions {
  port: number;
  room: string;
  /** How often it speaks, in milliseconds. */
  everyMs: number;
}

/** For each message when it was due, in milliseconds of the system's monotonic clock, and how long its ack took. */
export interface ProbeResult {
  dueAt: Float64Array;
  ackMs: Float64Array;
}

/** How long the last acks may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Two people in a quiet room, one of whom speaks at a steady pace: feels what others do to the server. */
export function probe({ port, room, everyMs }: ProbeOptions, board: Board): ProbeResult {
  const swarm = new Swarm(port);
  const dialect = confabV1();
  const tally = new Tally(board, 0);
  const dueAt: number[] = [];
  const ackMs: number[] = [];
  const answered = (number: number) => {
    ackMs[number] = now() - dueAt[number]!;
    tally.answered();
  };
  const [speaker] = enterAll(swarm, 2, (number, onIn) =>
    new Client({
      swarm,
      dialect,
      name: `Probe ${number}`,
      room,
      listener: number === 0 ? { sender: 0, answered } : null,
      onIn: () => {
        tally.entered();
        onIn();
      },
      onFrame: () => {},
    }));
  for (let due = now(); board.phase !== "stop";) {
    for (; due <= now(); due += everyMs) {
      const number = dueAt.push(due) - 1;
      const text = sayingText(0, number, 29);
      speaker!.send(dialect.say({ room, sender: 0, number, text }));
    }
    swarm.poll(due - now());
  }
  const deadline = now() + PATIENCE_MS;
  while (tally.answers < dueAt.length && now() < deadline) swarm.poll(10);
  swarm.closeAll();
  return {
    dueAt: Float64Array.from(dueAt),
    ackMs: Float64Array.from(ackMs, (wait) => wait ?? Infinity),
  };
}
