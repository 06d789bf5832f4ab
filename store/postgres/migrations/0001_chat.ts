import type { Migration } from "../migration.ts";

/** All that the schema of SQLite has by now. Ids, names and keys that are compared are COLLATE "C", as SQLite compares them,
 *  however the database sorts. Times are milliseconds since the epoch. */
export const chat: Migration = {
  statements: [
    `CREATE TABLE users (
       key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       id TEXT COLLATE "C" NOT NULL UNIQUE,
       name TEXT COLLATE "C" NOT NULL,
       -- The exact name of a guest known by name alone, and null for everybody else.
       name_key TEXT COLLATE "C" UNIQUE,
       -- Of an account: that of its name, as protocol's nameKey makes it.
       claimed_key TEXT COLLATE "C" UNIQUE,
       password TEXT,
       role TEXT COLLATE "C" NOT NULL DEFAULT 'guest',
       created_at BIGINT NOT NULL,
       deactivated_at BIGINT,
       last_seen_at BIGINT
     ) WITH (fillfactor = 85)`,
    "CREATE TABLE user_settings (user_key BIGINT PRIMARY KEY REFERENCES users (key), settings JSON NOT NULL)",
    `CREATE TABLE server_settings (name TEXT COLLATE "C" PRIMARY KEY, value TEXT NOT NULL)`,
    // Rises with every change of an account: who keeps their names sees that they are old.
    "CREATE TABLE accounts_revision (value BIGINT NOT NULL)",
    "INSERT INTO accounts_revision (value) VALUES (0)",
    // Every append changes the row of its room: with space beside it, that touches no index.
    `CREATE TABLE rooms (
       key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       id TEXT COLLATE "C" NOT NULL UNIQUE,
       title TEXT NOT NULL,
       topic TEXT NOT NULL,
       version BIGINT NOT NULL DEFAULT 0,
       posts BIGINT NOT NULL DEFAULT 0,
       kind TEXT COLLATE "C" NOT NULL,
       archived_at BIGINT,
       posting TEXT COLLATE "C" NOT NULL DEFAULT 'everyone',
       revision BIGINT NOT NULL,
       made_by BIGINT REFERENCES users (key),
       by_guest BOOLEAN NOT NULL,
       created_at BIGINT NOT NULL
     ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)`,
    "CREATE INDEX rooms_by_maker ON rooms (made_by, kind)",
    "CREATE INDEX rooms_by_kind ON rooms (kind)",
    "CREATE INDEX rooms_by_guests ON rooms (created_at) WHERE by_guest AND archived_at IS NULL",
    `CREATE TABLE room_deletions (revision BIGINT NOT NULL)`,
    "INSERT INTO room_deletions (revision) VALUES (0)",
    // Who appends holds the rows of room and user, so that no reference has to be looked up for each message.
    // What a message says besides its text is kept as it was written: jsonb would sort it, and has no U+0000.
    `CREATE TABLE messages (
       room BIGINT NOT NULL,
       seq BIGINT NOT NULL,
       version BIGINT NOT NULL,
       user_key BIGINT NOT NULL,
       at BIGINT NOT NULL,
       edited_at BIGINT,
       deleted_at BIGINT,
       client_id TEXT COLLATE "C" NOT NULL,
       text TEXT NOT NULL,
       rest JSON,
       PRIMARY KEY (room, seq)
     ) WITH (autovacuum_vacuum_insert_scale_factor = 0.05)`,
    "CREATE UNIQUE INDEX messages_by_client_id ON messages (room, client_id, user_key)",
    "CREATE UNIQUE INDEX messages_by_version ON messages (room, version)",
    // How many messages each user has posted, those deleted since too.
    `CREATE TABLE message_counts (
       user_key BIGINT PRIMARY KEY REFERENCES users (key),
       messages BIGINT NOT NULL
     ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)`,
    `CREATE TABLE members (
       room BIGINT NOT NULL REFERENCES rooms (key),
       user_key BIGINT NOT NULL REFERENCES users (key),
       manager BOOLEAN NOT NULL,
       since BIGINT NOT NULL,
       PRIMARY KEY (room, user_key)
     )`,
    "CREATE INDEX members_by_user ON members (user_key)",
    `CREATE TABLE reads (
       room BIGINT NOT NULL REFERENCES rooms (key),
       user_key BIGINT NOT NULL REFERENCES users (key),
       seq BIGINT NOT NULL,
       revision BIGINT NOT NULL,
       PRIMARY KEY (room, user_key)
     ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
    "CREATE INDEX reads_by_user ON reads (user_key)",
    `CREATE TABLE sessions (
       token_hash TEXT COLLATE "C" PRIMARY KEY,
       id TEXT COLLATE "C" NOT NULL UNIQUE,
       user_key BIGINT NOT NULL REFERENCES users (key),
       created_at BIGINT NOT NULL,
       last_used_at BIGINT NOT NULL,
       device TEXT NOT NULL,
       address TEXT NOT NULL
     ) WITH (fillfactor = 85)`,
    "CREATE INDEX sessions_by_user ON sessions (user_key)",

    // These are records of what somebody did, and name users by their public id.
    `CREATE TABLE links (
       key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       id TEXT COLLATE "C" NOT NULL UNIQUE,
       token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
       kind TEXT COLLATE "C" NOT NULL,
       created_by TEXT,
       created_at BIGINT NOT NULL,
       expires_at BIGINT NOT NULL,
       uses_left BIGINT NOT NULL,
       role TEXT,
       user_id TEXT COLLATE "C",
       note TEXT NOT NULL
     )`,
    `CREATE TABLE bans (
       key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       id TEXT COLLATE "C" NOT NULL UNIQUE,
       user_id TEXT COLLATE "C",
       address TEXT,
       reason TEXT NOT NULL,
       created_by TEXT NOT NULL,
       created_at BIGINT NOT NULL,
       expires_at BIGINT
     )`,
    `CREATE TABLE audit (
       id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       at BIGINT NOT NULL,
       actor TEXT NOT NULL,
       action TEXT NOT NULL,
       target TEXT NOT NULL,
       details JSON NOT NULL
     )`,
    // Whose messages are to be removed, all of them, and how many are.
    `CREATE TABLE erasures (
       user_id TEXT COLLATE "C" PRIMARY KEY,
       actor TEXT NOT NULL,
       at BIGINT NOT NULL,
       removed BIGINT NOT NULL DEFAULT 0
     )`,
    // Which data a version is of. One row.
    "CREATE TABLE epoch (value TEXT NOT NULL)",
  ],
};
