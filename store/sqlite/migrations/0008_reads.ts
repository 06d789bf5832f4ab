/** How far everybody has read each room, and how many messages were ever posted in one. */
export const reads: string[] = [
  "ALTER TABLE rooms ADD COLUMN posts INTEGER NOT NULL DEFAULT 0",
  "UPDATE rooms SET posts = (SELECT count(*) FROM messages WHERE room = rooms.key)",
  `CREATE TABLE reads (
     room INTEGER NOT NULL REFERENCES rooms (key),
     user INTEGER NOT NULL REFERENCES users (key),
     seq INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     PRIMARY KEY (room, user)
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX reads_by_user ON reads (user)",
  // Until now browsers kept this: whatever a member was told before counts as read.
  `INSERT INTO reads (room, user, seq, revision)
   SELECT m.room, m.user, r.version, 1
   FROM members m JOIN rooms r ON r.key = m.room WHERE r.kind <> 'public'`,
];
