import type { Board } from "../board.ts";
import { Client } from "../client.ts";
import { confabV1 } from "../dialects/confab_v1.ts";
import { now } from "../libc.ts";
import { Swarm } from "../swarm.ts";
import { Tally } from "../tally.ts";

export interface StormOptions {
  port: number;
  room: string;
  clients: number;
  /** Over how long the first joins are spread, in milliseconds. */
  joinOverMs: number;
}

/** From when each client was due until it had the room's page, in milliseconds. */
export interface StormResult {
  joinMs: Float64Array;
  rejoinMs: Float64Array;
}

/** Clients come one after the other in an open loop; in the phase "measure" all are cut off at once and come
 *  back at once. Counts on the board who is in, in both. */
export function storm(options: StormOptions, board: Board): StormResult {
  const { room, clients: count, joinOverMs } = options;
  const swarm = new Swarm(options.port);
  const dialect = confabV1();
  const tally = new Tally(board, 0);

  function enter(dueMs: (number: number) => number) {
    const waits = new Float64Array(count);
    const clients: Client[] = [];
    const startAt = now();
    let inRoom = 0;
    while (inRoom < count && board.phase !== "stop") {
      const elapsed = now() - startAt;
      while (clients.length < count && dueMs(clients.length) <= elapsed) {
        const number = clients.length;
        clients.push(
          new Client({
            swarm,
            dialect,
            name: `Stormer ${number}`,
            room,
            listener: null,
            onIn: () => {
              waits[number] = now() - startAt - dueMs(number);
              inRoom += 1;
              tally.entered();
            },
            onFrame: (count, _bytes, start, end) => tally.frame(count, end - start),
            onClose: () => {},
          }),
        );
      }
      swarm.poll(1);
    }
    return { clients, waits };
  }

  const { clients, waits: joinMs } = enter((number) => number * joinOverMs / count);
  while (board.phase === "connect") swarm.poll(10);
  for (const client of clients) client.close({ cut: true });
  const { waits: rejoinMs } = enter(() => 0);
  while (board.phase !== "stop") swarm.poll(10);
  swarm.closeAll();
  return { joinMs, rejoinMs };
}
