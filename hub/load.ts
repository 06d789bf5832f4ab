import type { Connection } from "./connections/connection.ts";
import type { FairQueue } from "./connections/fair_queue.ts";

/** How much there is to do at one moment. */
export interface Load {
  connections: number;
  /** Of those that have said who they are. */
  people: number;
  /** Changes that wait for their answer. */
  unanswered: number;
  /** Characters that wait for sockets to take them. */
  unwritten: number;
  /** Connections that miss events until their socket has drained. */
  lagging: number;
  /** Requests that wait for their turn. */
  requestsWaiting: number;
  /** Sockets that wait to come in. */
  arrivalsWaiting: number;
}

/** Looks at each connection: takes some microseconds for a hundred of them. */
export function loadOf(
  connections: Iterable<Connection>,
  { fairQueue, signInQueue, arrivalsWaiting }: {
    fairQueue: Pick<FairQueue, "waiting">;
    signInQueue: Pick<FairQueue, "waiting">;
    arrivalsWaiting: number;
  },
): Load {
  const people = new Set<string>();
  const load: Load = {
    connections: 0,
    people: 0,
    unanswered: 0,
    unwritten: 0,
    lagging: 0,
    requestsWaiting: fairQueue.waiting + signInQueue.waiting,
    arrivalsWaiting,
  };
  for (const { account, unanswered, sendQueue } of connections) {
    load.connections += 1;
    if (account) people.add(account.id);
    load.unanswered += unanswered;
    load.unwritten += sendQueue.waitingLength;
    if (sendQueue.isLagging) load.lagging += 1;
  }
  load.people = people.size;
  return load;
}
