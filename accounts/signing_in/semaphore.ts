/** Hashes at once. One takes 128 MiB (OWASP's parameters) and one core. */
const RUNNING = 2;
/** Hashes that wait at most; with 0.25 s each the last waits 8 s. */
const WAITING = 32;
/** Of those under way, how many one IP prefix may have. */
const PER_IP_PREFIX = 16;

/** Tells somebody who waits that it is their turn (true), or that there is no room for them any more. */
type Call = (turn: boolean) => void;

/** Lets few expensive jobs run at once and few wait. IP prefixes take turns, those first that have fewest running: whoever
 *  comes alone goes before the next job of a crowd, however long that waits. The jobs of one run first come first served. */
export class Semaphore {
  #running = 0;
  #waits = 0;
  /** Those who wait, by IP prefix; whose turn was longest ago comes first. None is empty. */
  readonly #waiting = new Map<string, Call[]>();
  /** How many each IP prefix has under way. */
  readonly #byIpPrefix = new Map<string, number>();

  /** What the job gives; null when too many wait, and then it was not started. */
  async run<T>(ipPrefix: string, job: () => Promise<T>): Promise<T | null> {
    const ours = this.#byIpPrefix.get(ipPrefix) ?? 0;
    if (ours >= PER_IP_PREFIX) return null;
    if (this.#waits >= WAITING && !this.#makeRoomFor(ipPrefix)) return null;
    this.#byIpPrefix.set(ipPrefix, ours + 1);
    if (this.#running < RUNNING) this.#running++;
    else if (!await this.#turn(ipPrefix)) return null;
    try {
      return await job();
    } finally {
      this.#leave(ipPrefix);
      if (!this.#callNext()) this.#running--;
    }
  }

  #turn(ipPrefix: string): Promise<boolean> {
    this.#waits++;
    return new Promise((call) => {
      const waiting = this.#waiting.get(ipPrefix);
      if (waiting) waiting.push(call);
      else this.#waiting.set(ipPrefix, [call]);
    });
  }

  /** Sends the last one away of the IP prefix that has most waiting. Whether that is more than the newcomer's would have. */
  #makeRoomFor(ipPrefix: string): boolean {
    const [most, waiting] = [...this.#waiting].reduce((a, b) => b[1].length > a[1].length ? b : a);
    if (waiting.length <= (this.#waiting.get(ipPrefix)?.length ?? 0) + 1) return false;
    this.#waits--;
    this.#leave(most);
    waiting.pop()!(false);
    return true;
  }

  /** Whoever is next takes the place of one who was running. False when nobody waits. */
  #callNext(): boolean {
    if (this.#waits === 0) return false;
    const [ipPrefix, waiting] = [...this.#waiting].reduce((a, b) =>
      this.#runningOf(b) < this.#runningOf(a) ? b : a
    );
    const call = waiting.shift()!;
    this.#waits--;
    this.#waiting.delete(ipPrefix);
    if (waiting.length > 0) this.#waiting.set(ipPrefix, waiting);
    call(true);
    return true;
  }

  #runningOf([ipPrefix, waiting]: [string, Call[]]): number {
    return this.#byIpPrefix.get(ipPrefix)! - waiting.length;
  }

  #leave(ipPrefix: string): void {
    const left = this.#byIpPrefix.get(ipPrefix)! - 1;
    if (left > 0) this.#byIpPrefix.set(ipPrefix, left);
    else this.#byIpPrefix.delete(ipPrefix);
  }
}
