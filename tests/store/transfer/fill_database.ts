import type { DatabaseSync } from "node:sqlite";
import { connectWriter } from "../../../store/sqlite/connection.ts";
import { databasePath } from "../../../store/sqlite/data_files.ts";

/** What texts may have in them that a way from one database to another may lose. */
const TEXTS = [
  "plain",
  'quotes " \\ and\nlines\r\n\ttabs',
  "\u2028 👩‍👩‍👧 é e\u0301 مرحبا \ufeff",
  "before\u0000after",
  "",
];

/** Makes a database in a folder that has something in every table: rooms, accounts, guests, marks, and messages of which
 *  some were edited or deleted.
 *  @param messages how many, in all rooms */
export function fillDatabase(dataDir: string, messages: number): void {
  const path = databasePath(dataDir);
  using db = connectWriter({ role: "writer", path, busyTimeoutMs: 0 }).db;
  db.exec("BEGIN");
  const run = (sql: string, ...values: (string | number | null)[]) =>
    db.prepare(sql).run(...values);
  for (let user = 1; user <= 50; user++) {
    const isAccount = user % 2 === 0;
    run(
      `INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      user,
      `user-${51 - user}`,
      `Zoë ${user}`,
      isAccount ? null : `Zoë ${user}`,
      isAccount ? `zoe${user}` : null,
      isAccount ? `$argon2id$${user}` : null,
      user === 2 ? "owner" : isAccount ? "member" : "guest",
      1_700_000_000_000 + user,
      user === 4 ? 1_700_000_100_000 : null,
      user % 3 === 0 ? null : 1_700_000_200_000 + user,
    );
    run(
      "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
      `hash-${user}`,
      `session-${user}`,
      user,
      5,
      6,
      "Firefox on Linux",
      "192.0.2.1",
    );
    if (isAccount) run("INSERT INTO user_settings VALUES (?, ?)", user, '{"theme":"dark","a":1.5}');
  }
  fillRooms(db, run, messages);
  run("INSERT INTO server_settings VALUES ('name', 'Ünser Chat')");
  run("UPDATE room_deletions SET revision = 7");
  run(
    `INSERT INTO links VALUES (1, 'l', 'h', 'invite', 'user-1', 1, 2, 3, 'member', NULL, 'for "x"')`,
  );
  run("INSERT INTO links VALUES (2, 'k', 'g', 'setup', NULL, 1, 2, 1, 'owner', NULL, '')");
  run("INSERT INTO bans VALUES (1, 'b', 'user-3', NULL, 'spam', 'user-1', 1, NULL)");
  run("INSERT INTO bans VALUES (2, 'c', NULL, '192.0.2.0/24', '', 'user-1', 1, 99)");
  run(
    `INSERT INTO audit VALUES (3, 1, 'user-1', 'ban', 'user-3', '{"b":[null,true],"a":"\\u0001"}')`,
  );
  run("INSERT INTO audit VALUES (9, 2, 'user-1', 'unban', 'user-3', '{}')");
  run("INSERT INTO erasures VALUES ('user-3', 'user-1', 4, 12)");
  run("INSERT INTO epoch VALUES ('0011223344556677')");
  db.exec("COMMIT");
}

function fillRooms(
  db: DatabaseSync,
  run: (sql: string, ...values: (string | number | null)[]) => void,
  messages: number,
): void {
  const rooms = ["zebra", "general", "apple"];
  const add = db.prepare("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const names = db.prepare("SELECT name FROM pragma_table_info('messages')").all().map(({ name }) =>
    name
  );
  for (const [i, id] of rooms.entries()) {
    const key = i + 1;
    const count = Math.floor((messages + i) / rooms.length);
    // Every tenth message was changed later, which raised the room's version.
    const changed = Math.floor(count / 10);
    run(
      `INSERT INTO rooms (key, id, title, topic, version, created_at, kind, archived_at, posting,
         revision, made_by, by_guest, posts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      key,
      id,
      `Room ${id}`,
      "topic",
      count + changed,
      1,
      i === 2 ? "private" : "public",
      i === 2 ? 5 : null,
      "everyone",
      3,
      i === 1 ? null : 2,
      i === 0 ? 1 : 0,
      count,
    );
    for (let user = 1; user <= 50; user += key) {
      run(
        "INSERT INTO members (room, user, manager, since) VALUES (?, ?, ?, ?)",
        key,
        user,
        user % 2,
        user,
      );
      run("INSERT INTO reads (room, user, seq, revision) VALUES (?, ?, ?, ?)", key, user, user, 2);
    }
    for (let n = 1; n <= count; n++) {
      const isChanged = n % 10 === 0;
      const isDeleted = n % 20 === 0;
      const row: Record<string, string | number | null> = {
        room: key,
        seq: n,
        version: isChanged ? count + n / 10 : n,
        user: n % 50 + 1,
        client_id: `client-${n}`,
        text: isDeleted ? "" : `${TEXTS[n % TEXTS.length]} ${n}`,
        at: 1_700_000_000_000 + n,
        edited_at: isChanged && !isDeleted ? 1_700_000_000_001 + n : null,
        deleted_at: isDeleted ? 1_700_000_000_002 + n : null,
        rest: n % 7 === 0 ? `{"replyTo":${n - 1}}` : null,
      };
      add.run(...names.map((name) => row[String(name)]!));
    }
  }
  db.exec("INSERT INTO message_counts SELECT user, count(*) FROM messages GROUP BY user");
}
