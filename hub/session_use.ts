import type { Connection } from "./connections/connection.ts";
import type { OutageLog } from "./outage_log.ts";
import type { Clock } from "./ports/clock.ts";
import type { Identities, SessionUser } from "./ports/identities.ts";

/** How often the use of a session is noted while a socket of it is open, in milliseconds. A session ends after days without
 *  use. */
const EVERY_MS = 60 * 60_000;
/** How many are noted together: a write of some milliseconds, for which posts wait. */
const AT_ONCE = 500;

interface Needs {
  identities: Pick<Identities, "noteUse">;
  connections: Iterable<Connection>;
  clock: Pick<Clock, "after">;
  outages: OutageLog;
}

/** Notes that sessions are in use whose sockets are open: who leaves the page open for a month asks for no other, and is to
 *  stay signed in. */
export class SessionUse {
  readonly #needs: Needs;
  #cancel = () => {};
  #isStopped = false;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Notes them from now on, for the first time in an hour: coming in was noted. */
  begin(): void {
    if (!this.#isStopped) this.#cancel = this.#needs.clock.after(EVERY_MS, () => void this.#note());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #note(): Promise<void> {
    const { identities, outages } = this.#needs;
    try {
      const inUse = this.#inUse();
      for (let start = 0; start < inUse.length && !this.#isStopped; start += AT_ONCE) {
        await identities.noteUse(inUse.slice(start, start + AT_ONCE));
      }
    } catch (error) {
      outages.tell("the use of sessions was not noted", { error: String(error) });
    }
    this.begin();
  }

  /** Each session once, however many sockets it has. */
  #inUse(): SessionUser[] {
    const inUse = new Map<string, SessionUser>();
    for (const { account, sessionId } of this.#needs.connections) {
      if (account && sessionId) inUse.set(sessionId, { userId: account.id, sessionId });
    }
    return [...inUse.values()];
  }
}
