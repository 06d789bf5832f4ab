import type { Migration } from "../migration.ts";

/** Asked for with every change of a log. */
export const bansByUser: Migration = {
  statements: ["CREATE INDEX bans_by_user ON bans (user_id) WHERE user_id IS NOT NULL"],
};
