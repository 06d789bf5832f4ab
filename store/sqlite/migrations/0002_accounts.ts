/** The time of the migration, in milliseconds since the epoch. */
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** Accounts with sessions, links, bans and the audit; rooms with members. */
export const accounts: string[] = [
  // A user with a claimed key is an account: the key is that of its name, as protocol's nameKey makes it.
  "ALTER TABLE users ADD COLUMN claimed_key TEXT",
  "ALTER TABLE users ADD COLUMN password TEXT",
  "ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'guest'",
  "ALTER TABLE users ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE users ADD COLUMN deactivated_at INTEGER",
  "ALTER TABLE users ADD COLUMN last_seen_at INTEGER",
  `CREATE UNIQUE INDEX users_by_claimed_key ON users (claimed_key)
   WHERE claimed_key IS NOT NULL`,
  // Who was known before is as old as the first thing known of them.
  `UPDATE users SET created_at = ${NOW}`,
  `UPDATE users SET created_at = first.at, last_seen_at = first.seen_at
   FROM (
     SELECT user, min(at) AS at, max(session_at) AS seen_at
     FROM (
       SELECT user, at, NULL AS session_at FROM messages
       UNION ALL SELECT user, created_at, created_at FROM sessions
     ) GROUP BY user
   ) AS first WHERE first.user = users.key`,
  // How many messages each user has posted, those deleted since too. Counted as they are appended: an index
  // on the log's users would cost each append more than this.
  `CREATE TABLE message_counts (
     user INTEGER PRIMARY KEY REFERENCES users (key),
     messages INTEGER NOT NULL
   ) STRICT`,
  `INSERT INTO message_counts (user, messages)
   SELECT user, count(*) FROM messages GROUP BY user`,

  `CREATE TABLE new_sessions (
     token_hash TEXT PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     user INTEGER NOT NULL REFERENCES users (key),
     created_at INTEGER NOT NULL,
     last_used_at INTEGER NOT NULL,
     device TEXT NOT NULL,
     address TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
  // Nobody had noted when a session was used: all count as used now, so that none is over at once.
  `INSERT INTO new_sessions (token_hash, id, user, created_at, last_used_at, device, address)
   SELECT token_hash, lower(hex(randomblob(16))), user, created_at, ${NOW}, '', ''
   FROM sessions`,
  "DROP TABLE sessions",
  "ALTER TABLE new_sessions RENAME TO sessions",
  "CREATE INDEX sessions_by_user ON sessions (user)",

  "ALTER TABLE rooms ADD COLUMN kind TEXT NOT NULL DEFAULT 'public'",
  "ALTER TABLE rooms ADD COLUMN archived_at INTEGER",
  "ALTER TABLE rooms ADD COLUMN posting TEXT NOT NULL DEFAULT 'everyone'",
  `CREATE TABLE members (
     room INTEGER NOT NULL REFERENCES rooms (key),
     user INTEGER NOT NULL REFERENCES users (key),
     manager INTEGER NOT NULL,
     since INTEGER NOT NULL,
     PRIMARY KEY (room, user)
   ) STRICT, WITHOUT ROWID`,

  // These three are records of what somebody did, and name users by their public id.
  `CREATE TABLE links (
     key INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     token_hash TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     created_by TEXT,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     uses_left INTEGER NOT NULL,
     role TEXT,
     user TEXT
   ) STRICT`,
  `CREATE TABLE bans (
     key INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     user TEXT,
     address TEXT,
     reason TEXT NOT NULL,
     created_by TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     expires_at INTEGER
   ) STRICT`,
  `CREATE TABLE audit (
     id INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     actor TEXT NOT NULL,
     action TEXT NOT NULL,
     target TEXT NOT NULL,
     details TEXT NOT NULL
   ) STRICT`,
];
