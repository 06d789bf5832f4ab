import { assertEquals } from "@std/assert";
import { SendQueue } from "../../../hub/connections/send_queue.ts";
import { Tick, type TickListener } from "../../../hub/connections/tick.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { SocketPoller } from "../../../hub/connections/socket_poller.ts";
import { TestClock } from "../../support/test_clock.ts";

/** Ticks end when the test says so. */
class TickClock extends TestClock {
  #ends: (() => void)[] = [];

  override afterTick(callback: () => void): void {
    this.#ends.push(callback);
  }

  /** Whether there was a tick to end. */
  onTick(): boolean {
    const ends = this.#ends;
    this.#ends = [];
    for (const end of ends) end();
    return ends.length > 0;
  }
}

function openTick() {
  const clock = new TickClock();
  const tick = new Tick(clock);
  const log: string[] = [];
  const one = (name: string): TickListener => ({ onTick: () => void log.push(name) });
  const onTick = () => {
    log.length = 0;
    return clock.onTick() ? [...log] : null;
  };
  return { clock, tick, one, onTick };
}

Deno.test("a tick writes to a few of many peers, in order, and the next ticks to the others", () => {
  const { tick, one, onTick } = openTick();
  const names = Array.from({ length: 70 }, (_, i) => `peer ${i}`);
  for (const name of names) tick.addSendQueue(one(name));
  assertEquals(onTick(), names.slice(0, 32));
  assertEquals(onTick(), names.slice(32, 64));
  assertEquals(onTick(), names.slice(64));
  assertEquals(onTick(), null);
});

Deno.test("rooms act in every tick, before any peer; who was written to waits for the next round", () => {
  const { tick, one, onTick } = openTick();
  const names = Array.from({ length: 40 }, (_, i) => `peer ${i}`);
  for (const name of names) tick.addSendQueue(one(name));
  tick.addRoom(one("room"));
  assertEquals(onTick(), ["room", ...names.slice(0, 32)]);
  tick.addSendQueue(one("peer 0"));
  tick.addRoom(one("room"));
  assertEquals(onTick(), ["room", ...names.slice(32)]);
  assertEquals(onTick(), ["peer 0"]);
  assertEquals(onTick(), null);
});

Deno.test("an answer is written beside the round, and does not wait for what many others hear", () => {
  const { tick, one, onTick } = openTick();
  const names = Array.from({ length: 40 }, (_, i) => `peer ${i}`);
  for (const name of names) tick.addSendQueue(one(name));
  assertEquals(onTick(), names.slice(0, 32));
  tick.addAnswering({ onAnswer: one("answer").onTick });
  assertEquals(onTick(), ["answer", ...names.slice(32)]);
  assertEquals(onTick(), null);
});

Deno.test("who still waits when the next message comes gets both in one frame, in order", () => {
  const { tick, onTick, clock } = openTick();
  const host = { clock, tick, poller: new SocketPoller(clock), limits: DEFAULT_LIMITS };
  const owner = {
    dialect: { canResume: true, coalesces: true },
    laggedLines: () => [],
    tooSlow() {},
  };
  const peers = Array.from({ length: 40 }, () => {
    const frames: string[] = [];
    const send = (frame: string) => void frames.push(frame);
    const sendQueue = new SendQueue(host, { bufferedBytes: 0, send, close() {}, drop() {} }, owner);
    return { frames, sendQueue };
  });
  const tellAll = (text: string) => {
    const shared = { text, room: "general" };
    for (const { sendQueue } of peers) sendQueue.add(shared);
  };
  tellAll("first");
  onTick();
  tellAll("second");
  while (onTick());
  assertEquals(peers[0]!.frames, ["first", "second"]);
  assertEquals(peers.at(-1)!.frames, ["first\nsecond"]);
});
