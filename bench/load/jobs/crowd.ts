import type { Board } from "../board.ts";
import { Client } from "../client.ts";
import { sayingText } from "../dialects/dialect.ts";
import { type DialectName, findDialect } from "../dialects/find.ts";
import { enterAll } from "../enter.ts";
import { now } from "../libc.ts";
import { Swarm } from "../swarm.ts";
import { Tally } from "../tally.ts";

export interface CrowdOptions {
  port: number;
  dialect: DialectName;
  rooms: string[];
  clientsPerRoom: number;
  textBytes: number;
}

/** From sending the message until a client had it, in milliseconds, for every client. */
export type CrowdResult = Float64Array;

/** Connections that only sit there, until in the phase "measure" one in each room says one thing. */
export function crowd(options: CrowdOptions, board: Board): CrowdResult {
  const { rooms, clientsPerRoom, textBytes } = options;
  const swarm = new Swarm(options.port);
  const dialect = findDialect(options.dialect, textBytes);
  const tally = new Tally(board, 0);
  const arrivals: number[] = [];
  let saidAt = 0;
  const clients = enterAll(swarm, rooms.length * clientsPerRoom, (number, onIn) =>
    new Client({
      swarm,
      dialect,
      name: `Client ${number}`,
      room: rooms[number % rooms.length]!,
      listener: null,
      onIn: () => {
        tally.entered();
        onIn();
      },
      onFrame: (count, _bytes, start, end) => {
        tally.frame(count, end - start);
        if (count > 0 && saidAt > 0) arrivals.push(now() - saidAt);
      },
    }));

  while (board.phase === "connect" || board.phase === "warm up") swarm.poll(100);
  if (board.phase === "measure") {
    saidAt = now();
    for (let sender = 0; sender < rooms.length; sender++) {
      const { room } = clients[sender]!;
      const text = sayingText(sender, 0, textBytes);
      clients[sender]!.send(dialect.say({ room, sender, number: 0, text }));
    }
  }
  while (board.phase !== "stop") {
    swarm.poll(20);
  }
  for (const client of clients) client.close();
  return Float64Array.from(arrivals);
}
