/** A file as the first release made it (schema version 1), in use: two rooms; Ann, a guest of two sessions; Bob,
 *  a guest who only looked; "Program", who gives a name and nothing else; Cem, of whom only a message is left; Ghost, of whom
 *  nothing is. It spells the tables out, and is not made by the migrations that it tries: what they say may only be
 *  what such files out there already have. */
export const VERSION_1 = `
  PRAGMA journal_mode = WAL;
  PRAGMA application_id = ${0x436e6662};
  PRAGMA user_version = 1;
  CREATE TABLE rooms (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    topic TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE users (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT UNIQUE
  ) STRICT;
  CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users (key),
    created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE messages (
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
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX messages_by_client_id ON messages (room, client_id, user);
  CREATE UNIQUE INDEX messages_by_version ON messages (room, version);

  INSERT INTO rooms VALUES
    (1, 'general', 'General', 'anything', 6, 900), (2, 'help', 'Help', '', 0, 950);
  INSERT INTO users VALUES
    (1, 'u_ann', 'Ann', NULL), (2, 'u_bob', 'Bob', NULL),
    (3, 'u_program', 'Program', 'Program'), (4, 'u_cem', 'Cem', NULL),
    (5, 'u_ghost', 'Ghost', NULL);
  INSERT INTO sessions VALUES ('ann 1', 1, 1000), ('ann 2', 1, 5000), ('bob 1', 2, 2000);
  INSERT INTO messages VALUES
    (1, 1, 4, 1, 'a', 'edited', 1100, 1400, NULL, NULL),
    (1, 2, 2, 3, 'b', 'from a program', 1200, NULL, NULL, 1),
    (1, 3, 5, 1, 'c', '', 1300, NULL, 1500, NULL),
    (1, 6, 6, 4, 'd', 'from Cem', 1600, NULL, NULL, NULL);
`;
