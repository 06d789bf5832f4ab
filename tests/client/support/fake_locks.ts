import type { TabLocks } from "../../../client/outgoing/tab_share.ts";

/** A browser's locks: exclusive, first come first served, let go when the holder's tab is gone. */
export class FakeLocks {
  readonly #queues = new Map<string, { tab: string; run(): Promise<void> }[]>();

  /** `navigator.locks` as one tab sees it. */
  ofTab(tab: string): TabLocks {
    return { request: (name, callback) => this.#request(tab, name, callback) };
  }

  /** The tab is gone: what it holds and waits for is free. */
  release(tab: string): void {
    for (const [name, queue] of this.#queues) {
      const held = queue[0]?.tab === tab;
      this.#queues.set(name, queue.filter((one) => one.tab !== tab));
      if (held) this.#next(name);
    }
  }

  #request(tab: string, name: string, callback: () => Promise<void>): Promise<unknown> {
    return new Promise((resolve) => {
      const queue = this.#queues.get(name) ?? [];
      const run = () =>
        callback().then(() => {
          this.#queues.get(name)!.shift();
          this.#next(name);
          resolve(undefined);
        });
      this.#queues.set(name, [...queue, { tab, run }]);
      if (queue.length === 0) this.#next(name);
    });
  }

  #next(name: string): void {
    const next = this.#queues.get(name)?.[0];
    if (next) queueMicrotask(() => next.run());
  }
}
