/** Who made a room, so that what one of them may have has a bound, and a mark above the revisions of what was deleted. */
export const roomMakers: string[] = [
  // Null: the server itself, or nobody knows.
  "ALTER TABLE rooms ADD COLUMN made_by INTEGER REFERENCES users (key)",
  "ALTER TABLE rooms ADD COLUMN by_guest INTEGER NOT NULL DEFAULT 0",
  // Whoever made a room with an account manages it from that moment on.
  `UPDATE rooms SET made_by = (
     SELECT user FROM members
     WHERE room = rooms.key AND manager = 1 AND since = rooms.created_at
   ) WHERE kind <> 'direct'`,
  `UPDATE rooms SET by_guest = 1
   WHERE kind = 'public' AND id <> 'general'
     AND NOT EXISTS (SELECT 1 FROM members WHERE room = rooms.key)`,
  "CREATE INDEX rooms_by_maker ON rooms (made_by, kind)",
  "CREATE INDEX rooms_by_kind ON rooms (kind)",
  "CREATE INDEX rooms_by_guests ON rooms (created_at) WHERE by_guest = 1 AND archived_at IS NULL",
  // A room begins here, so that one made under an id that was free again is newer than all that was told of the id.
  "CREATE TABLE room_deletions (revision INTEGER NOT NULL) STRICT",
  "INSERT INTO room_deletions (revision) VALUES (0)",
];
