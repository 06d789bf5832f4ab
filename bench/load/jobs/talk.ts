import type { Board } from "../board.ts";
import { Client } from "../client.ts";
import { type DialectName, findDialect } from "../dialects/find.ts";
import { sayingText } from "../dialects/dialect.ts";
import { enterAll } from "../enter.ts";
import { now } from "../libc.ts";
import { Swarm } from "../swarm.ts";
import { Tally } from "../tally.ts";

export interface TalkOptions {
  /** Of several servers: clients take turns. */
  port: number | number[];
  dialect: DialectName;
  rooms: string[];
  clientsPerRoom: number;
  /** How many of them send: each as fast as it is answered. */
  sendersPerRoom: number;
  /** Messages each sender has under way. */
  inFlight: number;
  textBytes: number;
}

export interface TalkResult {
  /** From sending a message to its answer, in milliseconds. */
  waitsMs: Float64Array;
  /** Messages delivered in each room. */
  deliveriesByRoom: Float64Array;
}

/** Closed-loop talk: every sender sends its next message when one of its own is answered.
 *  @param slice which of the clients are this worker's: every `of`th from `index` on */
export function talk(
  options: TalkOptions,
  board: Board,
  slice: { index: number; of: number },
): TalkResult {
  const { rooms, clientsPerRoom, sendersPerRoom, inFlight, textBytes } = options;
  const swarm = new Swarm(options.port);
  const dialect = findDialect(options.dialect, textBytes);
  const tally = new Tally(board, slice.index);
  const all = rooms.length * clientsPerRoom;
  const numbers = Array.from({ length: all }, (_, i) => i).filter((i) =>
    i % slice.of === slice.index
  );
  const deliveriesByRoom = new Float64Array(rooms.length);
  const waits: number[] = [];
  const starters: (() => void)[] = [];
  let measuring = false;

  const clients = enterAll(swarm, numbers.length, (i, onIn) => {
    const number = numbers[i]!;
    const roomIndex = Math.floor(number / clientsPerRoom);
    const room = rooms[roomIndex]!;
    const sends = number % clientsPerRoom < sendersPerRoom;
    // When each message under way was sent; they are answered in order.
    const sentAt = new Map<number, number>();
    let next = 0;
    const say = () => {
      const text = sayingText(number, next, textBytes);
      sentAt.set(next, now());
      client.send(dialect.say({ room, sender: number, number: next, text }));
      next += 1;
    };
    const answered = (answer: number) => {
      tally.answered();
      if (measuring) waits.push(now() - sentAt.get(answer)!);
      sentAt.delete(answer);
      say();
    };
    if (sends) {
      starters.push(() => {
        for (let n = 0; n < inFlight; n++) say();
      });
    }
    const client = new Client({
      swarm,
      dialect,
      name: `Client ${number}`,
      room,
      listener: sends ? { sender: number, answered } : null,
      onIn: () => {
        tally.entered();
        onIn();
      },
      onFrame: (count, _bytes, start, end) => {
        tally.frame(count, end - start);
        if (measuring) deliveriesByRoom[roomIndex]! += count;
      },
      onClose: (status) => {
        if (board.phase === "connect") throw new Error(`The server refused a client: ${status}`);
        // A server may drop who is too slow for it, and here that is the whole machine now and then.
        tally.lost();
      },
    });
    return client;
  });

  while (board.phase === "connect") swarm.poll(10);
  for (const start of starters) start();
  while (board.phase !== "stop") {
    measuring = board.phase === "measure";
    swarm.poll(10);
  }
  for (const client of clients) client.close();
  return { waitsMs: Float64Array.from(waits), deliveriesByRoom };
}
