import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Account } from "../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { openPair, type Pair } from "../support/hub_pair.ts";
import { person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** Who is online and who is in a room, on two hubs that hear of each other late, again and out of order. */

const ROOMS = ["general", "ops"];
const NAMES = ["Ada", "Bo"];

/** Lets everything arrive and be told, what was lost be missed, and be read from the store. */
async function settle(pair: Pair): Promise<void> {
  for (let i = 0; i < 3; i++) await pair.settle();
  pair.one.clock.advance(DEFAULT_LIMITS.presenceGraceMs);
  for (let i = 0; i < 3; i++) await pair.settle();
}

/** Looks at all rooms, and adds up what it is told. */
class Watcher {
  readonly peer: Peer;
  readonly #online = new Map<string, Set<string>>();
  readonly #counts = new Map<string, [online: number, people: number]>();
  #heard = 0;

  private constructor(peer: Peer) {
    this.peer = peer;
  }

  static async open(pair: Pair, which: "one" | "other"): Promise<Watcher> {
    const watcher = new Watcher(new Peer(pair[which].hub, { account: person(`Eye ${which}`) }));
    for (const room of ROOMS) {
      const joined = await watcher.peer.must({ type: "room.join", room });
      watcher.#online.set(room, new Set(joined.users!.map(({ name }) => name)));
    }
    return watcher;
  }

  /** Of a room: who is online, and how many are online and in it. */
  seen(room: string) {
    const events = this.peer.inbox.all("presence");
    for (const { room, joined, left, online, people } of events.slice(this.#heard)) {
      for (const { name } of left) this.#online.get(room)!.delete(name);
      for (const { name } of joined) this.#online.get(room)!.add(name);
      this.#counts.set(room, [online, people]);
    }
    this.#heard = events.length;
    return { online: [...this.#online.get(room)!].sort(), counts: this.#counts.get(room) };
  }
}

Deno.test("whoever comes, goes, comes in and leaves for good on two hubs, both tell what the store and the connections say", async () => {
  const step = fc.record({
    who: fc.nat(NAMES.length - 1),
    on: fc.constantFrom("one" as const, "other" as const),
    room: fc.constantFrom(...ROOMS),
    what: fc.constantFrom("come", "come", "go", "break", "join", "join", "quit", "settle"),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 30 }), async (seed, steps) => {
      await using pair = await openPair(seed);
      const accounts: Account[] = [];
      for (const name of NAMES) accounts.push(await pair.one.account(name));
      const owner = new Peer(pair.one.hub, { account: accounts[0]! });
      await owner.must({ type: "room.create", id: "ops" });
      owner.connection.closed(1000);
      await settle(pair);
      const watchers = [await Watcher.open(pair, "one"), await Watcher.open(pair, "other")];
      const come = (who: number, on: "one" | "other") => ({
        who,
        on,
        peer: new Peer(pair[on].hub, { account: accounts[who]! }),
      });
      const peers = [come(0, "one"), come(0, "other")];
      for (const { who, on, room, what } of steps) {
        if (what === "settle") await settle(pair);
        if (what === "come") peers.push(come(who, on));
        const at = peers.findIndex((it) => it.who === who && it.on === on);
        const peer = peers[at]?.peer;
        if (!peer) continue;
        if (what === "join") await peer.must({ type: "room.join", room });
        if (what === "quit") await peer.must({ type: "room.leave", room, forGood: true });
        if (what !== "go" && what !== "break") continue;
        peer.connection.closed(what === "go" ? 1000 : 1006);
        peers.splice(at, 1);
      }
      await settle(pair);
      const isIn = await pair.one.store.roomsOf(accounts.map(({ id }) => id));
      for (const room of ROOMS) {
        const inside = NAMES.filter((_, who) => isIn[who]!.includes(room));
        const online = NAMES.filter((name, who) =>
          inside.includes(name) && peers.some((peer) => peer.who === who)
        );
        const eyes = ["Eye one", "Eye other"];
        const expected = {
          online: [...online, ...eyes].sort(),
          counts: [online.length + 2, inside.length + 2],
        };
        for (const watcher of watchers) assertEquals<unknown>(watcher.seen(room), expected, room);
      }
    }),
    { numRuns: 6 },
  );
});
