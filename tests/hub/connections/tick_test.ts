import { assertEquals } from "@std/assert";
import { Outbox } from "../../../hub/connections/send_queue.ts";
import { Turn, type TurnEnd } from "../../../hub/connections/tick.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { Watch } from "../../../hub/connections/socket_poller.ts";
import { TestClock } from "../../support/test_clock.ts";

/** Turns end when the test says so. */
class TurnClock extends TestClock {
  #ends: (() => void)[] = [];

  override afterTurn(callback: () => void): void {
    this.#ends.push(callback);
  }

  /** Whether there was a turn to end. */
  endTurn(): boolean {
    const ends = this.#ends;
    this.#ends = [];
    for (const end of ends) end();
    return ends.length > 0;
  }
}

function openTurn() {
  const clock = new TurnClock();
  const turn = new Turn(clock);
  const log: string[] = [];
  const one = (name: string): TurnEnd => ({ endTurn: () => void log.push(name) });
  const endTurn = () => {
    log.length = 0;
    return clock.endTurn() ? [...log] : null;
  };
  return { clock, turn, one, endTurn };
}

Deno.test("a turn writes to a few of many peers, in order, and the next turns to the others", () => {
  const { turn, one, endTurn } = openTurn();
  const names = Array.from({ length: 70 }, (_, i) => `peer ${i}`);
  for (const name of names) turn.addOutbox(one(name));
  assertEquals(endTurn(), names.slice(0, 32));
  assertEquals(endTurn(), names.slice(32, 64));
  assertEquals(endTurn(), names.slice(64));
  assertEquals(endTurn(), null);
});

Deno.test("rooms act in every turn, before any peer; who was written to waits for the next round", () => {
  const { turn, one, endTurn } = openTurn();
  const names = Array.from({ length: 40 }, (_, i) => `peer ${i}`);
  for (const name of names) turn.addOutbox(one(name));
  turn.addRoom(one("room"));
  assertEquals(endTurn(), ["room", ...names.slice(0, 32)]);
  turn.addOutbox(one("peer 0"));
  turn.addRoom(one("room"));
  assertEquals(endTurn(), ["room", ...names.slice(32)]);
  assertEquals(endTurn(), ["peer 0"]);
  assertEquals(endTurn(), null);
});

Deno.test("who still waits when the next message comes gets both in one frame, in order", () => {
  const { turn, endTurn, clock } = openTurn();
  const host = { clock, turn, watch: new Watch(clock), limits: DEFAULT_LIMITS };
  const owner = {
    dialect: { canResume: true, coalesces: true },
    laggedLines: () => [],
    tooSlow() {},
  };
  const peers = Array.from({ length: 40 }, () => {
    const frames: string[] = [];
    const send = (frame: string) => void frames.push(frame);
    const outbox = new Outbox(host, { bufferedBytes: 0, send, close() {} }, owner);
    return { frames, outbox };
  });
  const tellAll = (text: string) => {
    const shared = { text, room: "general" };
    for (const { outbox } of peers) outbox.add(shared);
  };
  tellAll("first");
  endTurn();
  tellAll("second");
  while (endTurn());
  assertEquals(peers[0]!.frames, ["first", "second"]);
  assertEquals(peers.at(-1)!.frames, ["first\nsecond"]);
});
