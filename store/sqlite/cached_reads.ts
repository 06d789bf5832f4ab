import type { ChangePage } from "../../protocol/entities.ts";
import type { FoundSession } from "../../accounts/ports.ts";
import { ReadCache } from "../read_cache.ts";

/** Rooms whose newest page stays in memory: some 15 KB each, at most 128 KB (PAGE_LENGTH). */
const MOST_PAGES = 256;
/** Sessions that stay in memory with their accounts, under 1 KB each. */
const MOST_SESSIONS = 2_000;

/** What every page and every socket begins with: the newest messages, and whose session it is. */
export class CachedReads {
  /** By token hash. */
  readonly sessions = new ReadCache<FoundSession>(MOST_SESSIONS);
  /** By room. */
  readonly #newestPages = new ReadCache<ChangePage>(MOST_PAGES);
  #pageLimit = 0;
  #accountsRevision = 0;

  /** The newest page of a room. Pages of one length are kept: everybody asks for the same. */
  newestPage(
    room: string,
    limit: number,
    read: () => Promise<ChangePage | null>,
  ): Promise<ChangePage | null> {
    if (limit !== this.#pageLimit) this.#newestPages.forgetAll();
    this.#pageLimit = limit;
    return this.#newestPages.get(room, read);
  }

  forgetPage(room: string): void {
    this.#newestPages.forget(room);
  }

  /** Another one whenever an account was made or changed: what the reading thread keeps of them goes by it. */
  get accountsRevision(): number {
    return this.#accountsRevision;
  }

  forgetAccounts(): void {
    this.#accountsRevision++;
    this.forgetPeople();
  }

  /** Names and roles are in sessions, names in pages, too. */
  forgetPeople(): void {
    this.sessions.forgetAll();
    this.#newestPages.forgetAll();
  }
}
