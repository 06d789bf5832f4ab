import type { Swarm } from "./swarm.ts";
import type { Client } from "./client.ts";

/** Connections being made at once. Above the backlog of a listening socket they would only time out. */
const AT_ONCE = 64;

/** Connects clients until all are in their rooms.
 *  @param connect makes the client of this number; calls back once it is in */
export function enterAll(
  swarm: Swarm,
  count: number,
  connect: (number: number, onIn: () => void) => Client,
): Client[] {
  const clients: Client[] = [];
  let entered = 0;
  while (entered < count) {
    while (clients.length < count && clients.length - entered < AT_ONCE) {
      clients.push(connect(clients.length, () => entered += 1));
    }
    swarm.poll(100);
  }
  return clients;
}
