import { stalledReader } from "../support/stalled_reader.ts";
import { WriteLock } from "./database.ts";
import type { Random } from "./random.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { delay } from "./waiting.ts";

/** One way to break things. */
export interface Fault<S extends Scene = Scene> {
  /** Why it can't be done here; null when it can. */
  unavailable?: (scene: S) => string | null;
  /** Whether what it takes until all is whole counts from its beginning. */
  countsFromStart?: true;
  /** Breaks something; resolves when that is over and the rest is up to the system. */
  strike: (scene: S, random: Random) => Promise<void>;
}

/** All of them, by the name under which they are asked for. */
export const FAULTS = {
  /** The server is killed at any moment of a burst, and started again. */
  kill: {
    countsFromStart: true,
    async strike(stage, random) {
      stage.burst();
      await delay(random.between(0, 12));
      await stage.restart("SIGKILL");
    },
  },

  /** The server is told to stop at any moment of a burst, and started again. */
  term: {
    countsFromStart: true,
    async strike(stage, random) {
      stage.burst();
      await delay(random.between(0, 12));
      await stage.restart(random.pick(["SIGTERM", "SIGINT"]));
    },
  },

  /** The server hangs for a while. */
  stop: {
    async strike(stage, random) {
      Deno.kill(stage.server.pid, "SIGSTOP");
      await delay(random.between(200, 2_000));
      Deno.kill(stage.server.pid, "SIGCONT");
    },
  },

  /** Connections break at any byte of a burst. */
  cut: {
    strike(stage, random) {
      stage.proxy.cut(0.5, random);
      stage.burst();
      return delay(100);
    },
  },

  /** Connections hang, with no word to either side, and then go on. */
  freeze: {
    async strike(stage, random) {
      stage.proxy.freeze(0.4, random);
      await delay(random.between(500, 4_000));
      stage.proxy.heal();
    },
  },

  /** Connections crawl. */
  slow: {
    async strike(stage, random) {
      stage.proxy.throttle(0.4, random.between(500, 20_000), random);
      await delay(random.between(500, 3_000));
      stage.proxy.heal();
    },
  },

  /** Ten clients join and never read. */
  stall: {
    async strike(stage) {
      const url = stage.server.socketUrl;
      const stalled = await Promise.all(
        Array.from(
          { length: 10 },
          (_, i) => stalledReader(url, { name: `Stalled ${i}`, room: "general" }),
        ),
      );
      await delay(1_000);
      for (const connection of stalled) connection.close();
    },
  },

  /** Another process holds the database's write lock. */
  lock: {
    async strike(stage, random) {
      using _ = new WriteLock(stage.databasePath);
      await delay(random.between(200, 3_000));
    },
  },

  /** The disk is full. */
  full: {
    unavailable: ({ disk }) => disk ? null : "cannot mount a tmpfs",
    async strike({ disk }, random) {
      disk!.fill();
      await delay(random.between(200, 2_000));
      await disk!.free();
    },
  },

  /** The wall clock is set an hour back or forward. */
  clock: {
    unavailable: ({ clock }) => clock ? null : "libfaketime is not installed",
    strike({ clock }, random) {
      clock!.set(random.pick([-3_600, 0, 3_600]));
      return delay(500);
    },
  },
} as const satisfies Record<string, Fault<Stage>>;

export type FaultName = keyof typeof FAULTS;
