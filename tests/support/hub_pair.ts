import type { Account } from "../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { type ChaoticBroker, ChaoticNetwork } from "./chaotic_network.ts";
import { type OpenHub, openHub } from "./open_hub.ts";
import { Peer } from "./peer.ts";

const { presenceWindowMs } = DEFAULT_LIMITS;

/** Two hubs over one store, joined by a broker that delivers late, again, and out of order where it may. */
export interface Pair extends AsyncDisposable {
  network: ChaoticNetwork;
  /** Of each its own. */
  brokers: [ChaoticBroker, ChaoticBroker];
  one: OpenHub;
  other: OpenHub;
  /** Lets everything arrive, and what gathers for a while be told. */
  settle(): Promise<void>;
}

export async function openPair(seed = 1): Promise<Pair> {
  const network = new ChaoticNetwork(randomFrom(seed));
  const brokers: Pair["brokers"] = [network.broker(), network.broker()];
  const one = await openHub({ broker: brokers[0] });
  const other = await openHub({ broker: brokers[1], beside: one });
  await network.settled();
  return {
    network,
    brokers,
    one,
    other,
    async settle() {
      network.release();
      for (let i = 0; i < 4; i++) {
        await network.settled();
        await one.store.rooms();
        one.clock.advance(presenceWindowMs);
      }
      await network.settled();
    },
    async [Symbol.asyncDispose]() {
      network.release();
      await network.settled();
      await other[Symbol.asyncDispose]();
      await one[Symbol.asyncDispose]();
    },
  };
}

/** From 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Somebody who watches the list of rooms and is in one. */
export async function join({ hub }: OpenHub, account: Account, room = "general"): Promise<Peer> {
  const peer = new Peer(hub, { account });
  await peer.must({ type: "room.list" });
  await peer.must({ type: "room.join", room });
  return peer;
}

/** Who is in a room, as a hub has it. */
export function names(peer: Peer, hub: OpenHub, room = "general"): string[] {
  return hub.hub.rooms.find(room, peer.connection.account!)!.people.users().map(({ name }) => name);
}
