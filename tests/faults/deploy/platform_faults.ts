import type { Fault } from "../nemesis.ts";
import { delay } from "../waiting.ts";
import type { Platform } from "./platform.ts";

const MOST_INSTANCES = 5;
const LEAST_INSTANCES = 2;

/** What a platform does to those who run on it. */
export const PLATFORM_FAULTS: Record<string, Fault<Platform>> = {
  /** An instance is evicted in a burst, and another one started beside it before it has gone. */
  evict: {
    countsFromStart: true,
    async strike(platform, random) {
      platform.burst();
      await delay(random.between(0, 12));
      await Promise.all([platform.evict(random.pick(platform.instances)), platform.add()]);
    },
  },

  /** An instance is gone at any moment of a burst; another one is started when that is noticed. */
  lose: {
    countsFromStart: true,
    async strike(platform, random) {
      platform.burst();
      await delay(random.between(0, 12));
      await platform.lose(random.pick(platform.instances));
      await platform.add();
    },
  },

  /** There is more to do than two instances should, and then less. */
  scale: {
    async strike(platform, random) {
      const count = random.between(LEAST_INSTANCES + 1, MOST_INSTANCES);
      while (platform.instances.length < count) await platform.add();
      platform.burst();
      await delay(random.between(100, 1_000));
      const rest = [...platform.instances].slice(0, -LEAST_INSTANCES);
      platform.burst();
      await Promise.all(rest.map((instance) => platform.evict(instance)));
    },
  },
};
