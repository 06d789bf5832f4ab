import { assertEquals } from "@std/assert";
import { MemoryWatch } from "../../../http/server/memory_watch.ts";
import type { Connection } from "../../../hub/connections/connection.ts";

const LIMIT = 1_000;

/** A watch over a process that holds what the test says, and what came of it. */
function openWatch(groups: string[][] = [], unwritten = 0) {
  const dropped: string[] = [];
  const logged: string[] = [];
  const connection = (name: string) => ({ ended: false, drop: () => dropped.push(name) });
  const hub = {
    memoryIsShort: false,
    suspects: () => groups.map((group) => group.map(connection) as unknown as Connection[]),
  };
  const usage = { rss: 0, heapTotal: 0, external: 0 };
  const tell = (message: string) => logged.push(message);
  const logger = { info: tell, warn: tell, error: tell };
  const cutUnwritten = () => {
    const count = unwritten;
    unwritten = 0;
    dropped.push(...Array(count).fill("ended"));
    return count;
  };
  const watch = new MemoryWatch(hub, LIMIT, { logger, cutUnwritten, usage: () => usage });
  let nowMs = 0;
  return {
    hub,
    dropped,
    logged,
    /** Looks once, after a time, at a process with so much memory. */
    look(rss: number, { heapTotal = 0, afterMs = 50 } = {}): void {
      nowMs += afterMs;
      Object.assign(usage, { rss, heapTotal });
      watch.look(nowMs);
    },
  };
}

Deno.test("above the limit no sockets are taken in, until memory has been enough for a while", () => {
  const { hub, logged, look } = openWatch();
  look(LIMIT);
  assertEquals(hub.memoryIsShort, false);
  look(LIMIT + 1);
  look(LIMIT + 1);
  assertEquals([hub.memoryIsShort, logged], [true, ["no socket is taken in: memory is short"]]);
  look(LIMIT * 0.95, { afterMs: 10_000 });
  look(LIMIT * 0.9);
  look(LIMIT * 0.9, { afterMs: 4_999 });
  assertEquals(hub.memoryIsShort, true);
  look(LIMIT * 0.95);
  look(LIMIT * 0.5);
  look(LIMIT * 0.5, { afterMs: 4_999 });
  assertEquals(hub.memoryIsShort, true);
  look(LIMIT * 0.5, { afterMs: 1 });
  assertEquals([hub.memoryIsShort, logged.length], [false, 2]);
});

Deno.test("memory outside of the heap is freed by dropping suspects, a group at each look and no more than it takes", () => {
  const { dropped, look } = openWatch([["newcomer"], ["Ada", "Bo"], ["Cy"]]);
  look(LIMIT);
  assertEquals(dropped, []);
  look(LIMIT + 1);
  assertEquals(dropped, ["newcomer"]);
  look(LIMIT + 1);
  assertEquals(dropped, ["newcomer", "Ada", "Bo"]);
  look(LIMIT * 0.8);
  look(LIMIT * 0.8);
  assertEquals(dropped, ["newcomer", "Ada", "Bo"]);
});

Deno.test("nobody is dropped for what the heap takes, and suspects are looked for again only after a while", () => {
  const { dropped, look } = openWatch([["Ada"]]);
  look(LIMIT + 100, { heapTotal: LIMIT * 0.7 });
  assertEquals(dropped, []);
  look(LIMIT + 100);
  look(LIMIT + 100);
  look(LIMIT + 100, { afterMs: 4_900 });
  assertEquals(dropped, ["Ada"]);
  look(LIMIT + 100);
  assertEquals(dropped, ["Ada", "Ada"]);
});

Deno.test("those who have ended and linger go before anybody who is here", () => {
  const { dropped, look } = openWatch([["Ada"]], 2);
  look(LIMIT + 100);
  assertEquals(dropped, ["ended", "ended"]);
  look(LIMIT + 100);
  assertEquals(dropped, ["ended", "ended", "Ada"]);
});
