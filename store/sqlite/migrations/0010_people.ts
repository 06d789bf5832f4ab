/** Who is in which public room, and how many they are. Members of the other rooms stay as they are. */
export const people: string[] = [
  "ALTER TABLE rooms ADD COLUMN people INTEGER NOT NULL DEFAULT 0",
  // Raised by one with each change of `people`.
  "ALTER TABLE rooms ADD COLUMN people_revision INTEGER NOT NULL DEFAULT 0",
  "CREATE INDEX members_by_user ON members (user)",
  // Nobody had noted who opened a room: whoever wrote or read in it did, if they can come back.
  `INSERT INTO members (room, user, manager, since)
   SELECT seen.room, seen.user, 0, CAST(unixepoch('subsec') * 1000 AS INTEGER)
   FROM (SELECT room, user FROM messages UNION SELECT room, user FROM reads) AS seen
     JOIN rooms r ON r.key = seen.room JOIN users u ON u.key = seen.user
   WHERE r.kind = 'public'
     AND (u.claimed_key IS NOT NULL OR EXISTS (SELECT 1 FROM sessions WHERE user = u.key))
   ON CONFLICT (room, user) DO NOTHING`,
  `UPDATE rooms SET people = (SELECT count(*) FROM members WHERE room = rooms.key)
   WHERE kind = 'public'`,
];
