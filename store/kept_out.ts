import type { Account } from "../protocol/entities.ts";
import { bannedError, type WireError, wireError } from "../protocol/errors.ts";

/** Who may change nothing any more: the banned and the deactivated. The same for every adapter. */

/** A ban of a user, as far as it decides what they may do. Times in milliseconds since the epoch. */
export interface UserBan {
  userId: string;
  /** As the banned read it; may be empty. */
  reason: string;
  /** Null: for good. */
  expiresAt: number | null;
}

/** Somebody who does something, as one transaction has read them: a guest when they are unknown or deactivated. */
export interface Actor extends Account {
  /** Why they may do nothing any more; null when they may. */
  keptOut: WireError | null;
}

/** Whom bans of users keep out. */
export class UserBans {
  readonly #byUser: Map<string, UserBan[]>;

  constructor(bans: UserBan[]) {
    this.#byUser = Map.groupBy(bans, ({ userId }) => userId);
  }

  /** What somebody is told who may do nothing at a time: of the ban that holds longest, or that they are deactivated.
   *  Null when they may. */
  refuse(userId: string, isDeactivated: boolean, at: number): WireError | null {
    const bans = this.#byUser.get(userId);
    if (bans !== undefined) {
      const [longest] = bans.filter((ban) => endOf(ban) > at).sort((a, b) => endOf(b) - endOf(a));
      if (longest) return bannedError({ reason: longest.reason, until: longest.expiresAt });
    }
    return isDeactivated ? DEACTIVATED : null;
  }
}

function endOf({ expiresAt }: UserBan): number {
  return expiresAt ?? Number.MAX_VALUE;
}

const DEACTIVATED = wireError("session_expired", "Your account is deactivated");
