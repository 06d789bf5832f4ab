import type { Broker } from "../../hub/ports/broker.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Identity, Origin, SessionUser } from "../../hub/ports/identities.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { AccountStore, FoundSession, NewSession, Pruned, Session } from "../ports.ts";
import { hashToken, newId, newToken } from "./tokens.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A session that is not used ends after this. */
const IDLE_MS = 30 * DAY_MS;
/** Every session ends after this. */
const LIFE_MS = 365 * DAY_MS;
/** A session's use is noted this often at most: each time costs a write. */
const TOUCH_MS = 5 * 60_000;
/** Past this many sessions whose use was just noted, the next ones are noted once more than needed. */
const MOST_TOUCHED = 50_000;
/** Most uses written at once, so that a post in the same commit does not wait for those of thousands who come back. */
const WRITTEN_AT_ONCE = 16;
/** Kept of a device's name and of an address, in UTF-16 code units. */
const DEVICE_LENGTH = 64;
const ADDRESS_LENGTH = 64;

/** Somebody with a new session. The token is for their cookie, and is told only here. */
export interface SignedIn extends Identity {
  sessionId: string;
  token: string;
}

/** That a session was used, and where. */
interface Use {
  tokenHash: string;
  at: number;
  address: string;
}

interface Needs {
  store: AccountStore;
  broker: Broker;
  clock: Pick<Clock, "now" | "monotonic">;
  logger: Logger;
}

/** Makes, finds and ends sessions. Whether somebody may have one is for the caller to say. */
export class Sessions {
  readonly #needs: Needs;
  /** When the use of a session was last noted, in monotonic milliseconds; oldest first. */
  readonly #touched = new Map<string, number>();
  /** Uses that are still to be written, oldest first. */
  readonly #unwritten: Use[] = [];
  #writing = 0;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** A session that is not kept yet, and its token. */
  make(userId: string, { device, address }: Origin): { session: NewSession; token: string } {
    const token = newToken();
    const session = {
      id: newId(),
      tokenHash: hashToken(token)!,
      userId,
      createdAt: this.#needs.clock.now(),
      device: device.slice(0, DEVICE_LENGTH),
      address: address.slice(0, ADDRESS_LENGTH),
    };
    return { session, token };
  }

  /** Whose session a token is, in one read; null when there is none or it is over.
   *  @param address where it is used; that of its last use when absent */
  async find(token: string, address?: string): Promise<FoundSession | null> {
    const hash = hashToken(token);
    if (hash === null) return null;
    const found = await this.#needs.store.findSession(hash);
    if (!found || this.#isOver(found.session)) return null;
    const { session } = found;
    this.#touch(session.id, hash, (address ?? session.address).slice(0, ADDRESS_LENGTH));
    return found;
  }

  /** Notes that sessions are in use, without anything having been asked for. */
  noteUse(sessions: SessionUser[]): Promise<void> {
    return this.#needs.store.touchSessions(sessions, this.#needs.clock.now());
  }

  /** Those of a user that are not over, newest use first. */
  async list(userId: string): Promise<Session[]> {
    return (await this.#needs.store.listSessions(userId)).filter((it) => !this.#isOver(it));
  }

  /** Ends sessions of a user, all when `ids` is null, and sends away who came in by them.
   *  @param except one that stays */
  async end(userId: string, ids: string[] | null, except?: string): Promise<void> {
    this.ended(await this.#needs.store.endSessions(userId, ids, except));
  }

  /** Tells of sessions that storage has ended. */
  ended(sessionIds: string[]): void {
    for (const id of sessionIds) this.#touched.delete(id);
    if (sessionIds.length > 0) this.#needs.broker.publish({ type: "sessions.ended", sessionIds });
  }

  /** A step of removing what is over from the store. */
  prune(after: string | null, limit: number): Promise<Pruned<string>> {
    const { store, clock } = this.#needs;
    const now = clock.now();
    const before = { lastUsedBefore: now - IDLE_MS, createdBefore: now - LIFE_MS };
    return store.pruneSessions(after, { ...before, limit });
  }

  #isOver({ createdAt, lastUsedAt }: Session): boolean {
    const now = this.#needs.clock.now();
    return now - lastUsedAt >= IDLE_MS || now - createdAt >= LIFE_MS;
  }

  /** Not waited for: whoever comes in need not wait for a write, and loses nothing when it fails. */
  #touch(id: string, tokenHash: string, address: string): void {
    const { clock } = this.#needs;
    const now = clock.monotonic();
    const last = this.#touched.get(id);
    if (last !== undefined && now - last < TOUCH_MS) return;
    this.#touched.delete(id);
    this.#touched.set(id, now);
    for (const [old, at] of this.#touched) {
      if (now - at < TOUCH_MS && this.#touched.size <= MOST_TOUCHED) break;
      this.#touched.delete(old);
    }
    this.#unwritten.push({ tokenHash, at: clock.now(), address });
    this.#writeSome();
  }

  #writeSome(): void {
    while (this.#writing < WRITTEN_AT_ONCE && this.#unwritten.length > 0) {
      this.#writing += 1;
      void this.#writeUse(this.#unwritten.shift()!);
    }
  }

  async #writeUse({ tokenHash, at, address }: Use): Promise<void> {
    const { store, logger } = this.#needs;
    try {
      await store.touchSession(tokenHash, at, address);
    } catch (error) {
      logger.warn("the use of a session was not noted", { error: String(error) });
    }
    this.#writing -= 1;
    this.#writeSome();
  }
}
