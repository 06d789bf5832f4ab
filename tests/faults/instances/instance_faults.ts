import type { Fault } from "../nemesis.ts";
import { delay } from "../waiting.ts";
import type { Instances } from "./instances.ts";

/** How long a hub may be silent before the others take it for dead, in milliseconds (hub/rooms/other_hubs.ts), and a bit. */
const LEASE_MS = 11_000;

/** How long what lasts lasts, in milliseconds. */
export interface Durations {
  databaseDown: number;
  behind: number;
}

export const LONG: Durations = { databaseDown: 10_000, behind: 30_000 };
export const SHORT: Durations = { databaseDown: 2_000, behind: 4_000 };

/** What can be broken where several servers share a database. */
export function instanceFaults(
  { databaseDown, behind }: Durations,
): Record<string, Fault<Instances>> {
  return {
    /** One is killed at any moment of a burst, and started again. */
    "kill one": {
      countsFromStart: true,
      async strike(scene, random) {
        scene.burst();
        await delay(random.between(0, 12));
        await scene.restart(random.pick(scene.all), "SIGKILL");
      },
    },

    /** One is told to stop in a burst, while the others serve, and started again. */
    "drain one": {
      countsFromStart: true,
      async strike(scene, random) {
        scene.burst();
        await scene.restart(random.pick(scene.all), random.pick(["SIGTERM", "SIGINT"]));
      },
    },

    /** One hangs until the others take it for dead, and goes on. Half of its clients are moved away by what stands in front;
     *  the others wait. */
    "stop one": {
      async strike(scene, random) {
        const instance = random.pick(scene.all);
        scene.burst();
        instance.standStill();
        scene.balance();
        const its = scene.proxy.links.filter(({ targetPort }) => targetPort === instance.port);
        for (const link of its.slice(0, its.length / 2)) void link.cut();
        await delay(LEASE_MS);
        instance.goOn();
        scene.balance();
      },
    },

    /** PostgreSQL stops, in order or as good as by a crash, and is started again. */
    "database down": {
      async strike(scene, random) {
        scene.burst();
        await delay(random.between(0, 12));
        await scene.database.stop(random.pick(["fast", "immediate"]));
        await delay(databaseDown);
        await scene.database.start();
      },
    },

    /** Every connection to the database breaks at any byte of a burst: between a commit and its answer, too. */
    "database cut": {
      strike(scene) {
        scene.cutDatabase();
        scene.burst();
        return delay(100);
      },
    },

    /** One server's connections to the database hang, with no word to either side, and then go on. */
    "database hangs": {
      async strike(scene, random) {
        const links = random.pick(scene.all).databaseLinks();
        for (const link of links) link.freeze();
        scene.burst();
        await delay(random.between(500, 3_000));
        for (const link of links) link.heal();
      },
    },

    /** Half of the notifications are lost everywhere. */
    "notifications lost": {
      async strike(scene) {
        for (const instance of scene.all) instance.loseNotifications(0.5);
        for (let i = 0; i < 10; i++) {
          scene.burst();
          await delay(100);
        }
        for (const instance of scene.all) instance.healDatabase();
      },
    },

    /** One hears nothing of the others for so long, and then all at once. */
    "one behind": {
      async strike(scene, random) {
        const instance = random.pick(scene.all);
        const until = performance.now() + behind;
        while (performance.now() < until) {
          // One that took too long to answer is followed by another.
          for (const link of instance.databaseLinks("broker")) link.freeze();
          await delay(50);
        }
        scene.burst();
        instance.healDatabase();
      },
    },

    /** Redis is killed and comes back. */
    "redis killed": {
      unavailable: ({ redis }) => redis ? null : "there is no Redis in this run",
      async strike(scene, random) {
        scene.burst();
        await scene.redis!.kill();
        await delay(random.between(500, 3_000));
        await scene.redis!.start();
      },
    },

    /** Redis is emptied in a burst. */
    "redis flushed": {
      unavailable: ({ redis }) => redis ? null : "there is no Redis in this run",
      async strike(scene) {
        scene.burst();
        await scene.redis!.flushAll();
      },
    },
  };
}
