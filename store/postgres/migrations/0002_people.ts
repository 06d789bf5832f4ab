import type { Migration } from "../migration.ts";

/** Who is in which public room, and how many they are. Members of the other rooms stay as they are. */
export const people: Migration = {
  statements: [
    "ALTER TABLE rooms ADD COLUMN people BIGINT NOT NULL DEFAULT 0",
    // Raised by one with each change of `people`.
    "ALTER TABLE rooms ADD COLUMN people_revision BIGINT NOT NULL DEFAULT 0",
    // Nobody had noted who opened a room: whoever wrote or read in it did, if they can come back.
    `INSERT INTO members (room, user_key, manager, since)
     SELECT seen.room, seen.user_key, false, (extract(epoch FROM now()) * 1000)::bigint
     FROM (SELECT room, user_key FROM messages UNION SELECT room, user_key FROM reads) AS seen
       JOIN rooms r ON r.key = seen.room JOIN users u ON u.key = seen.user_key
     WHERE r.kind = 'public'
       AND (u.claimed_key IS NOT NULL OR EXISTS (SELECT 1 FROM sessions WHERE user_key = u.key))
     ON CONFLICT (room, user_key) DO NOTHING`,
    `UPDATE rooms SET people = (SELECT count(*) FROM members WHERE room = rooms.key)
     WHERE kind = 'public'`,
  ],
};
