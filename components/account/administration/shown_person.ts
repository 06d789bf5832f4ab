import type { Account } from "../../../protocol/entities.ts";

/** What the administration shows of people. Times are milliseconds since the epoch. */

export interface ShownPerson extends Account {
  /** Null while they may sign in. */
  deactivatedAt: number | null;
  /** When they were last here; null when never. */
  lastUsedAt: number | null;
  ban: ShownBan | null;
}

export interface ShownBan {
  id: string;
  reason: string;
  createdAt: number;
  /** Null: for good. */
  expiresAt: number | null;
}
