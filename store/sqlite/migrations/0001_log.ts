/** Rooms, those who post in them and their messages. */
export const log: string[] = [
  `CREATE TABLE rooms (
     key INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     title TEXT NOT NULL,
     topic TEXT NOT NULL,
     version INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL
   ) STRICT`,
  // name_key is the exact name of a guest known by name alone, and null for everybody else.
  `CREATE TABLE users (
     key INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     name TEXT NOT NULL,
     name_key TEXT UNIQUE
   ) STRICT`,
  `CREATE TABLE sessions (
     token_hash TEXT PRIMARY KEY,
     user INTEGER NOT NULL REFERENCES users (key),
     created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE messages (
     room INTEGER NOT NULL REFERENCES rooms (key),
     seq INTEGER NOT NULL,
     version INTEGER NOT NULL,
     user INTEGER NOT NULL REFERENCES users (key),
     client_id TEXT NOT NULL,
     text TEXT NOT NULL,
     at INTEGER NOT NULL,
     edited_at INTEGER,
     deleted_at INTEGER,
     reply_to INTEGER,
     PRIMARY KEY (room, seq)
   ) STRICT, WITHOUT ROWID`,
  // The client id before the user: ids that begin with the time then land side by side whoever posts,
  // which doubles the rows a second; for random ids the order makes no difference.
  `CREATE UNIQUE INDEX messages_by_client_id ON messages (room, client_id, user)`,
  `CREATE UNIQUE INDEX messages_by_version ON messages (room, version)`,
];
