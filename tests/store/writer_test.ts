import { assertEquals, assertThrows } from "@std/assert";
import { connectWriter } from "../../store/sqlite/connection.ts";
import type { WriterCall } from "../../store/sqlite/calls.ts";
import { Writer } from "../../store/sqlite/writer.ts";
import { newSession } from "./contract/people.ts";
import { ann, cem, newRoom, post } from "./contract/subject.ts";
import { SqliteFile } from "./sqlite_file.ts";

function connect(file: SqliteFile) {
  return connectWriter({ role: "writer", path: file.path, busyTimeoutMs: 0 });
}

Deno.test("a transaction that fails halfway leaves nothing, and the next one works", async () => {
  await using file = new SqliteFile();
  using db = connect(file);
  const writer = new Writer(db);
  writer.run([{ name: "createRoom", argument: newRoom("general") }], 1);
  const append: WriterCall = { name: "append", argument: [post(ann, "a")] };
  const guest: WriterCall = {
    name: "createGuest",
    argument: { user: cem, session: newSession("cem", cem.id) },
  };
  // The second guest has the first one's id, which the schema forbids.
  assertThrows(() => writer.run([append, guest, guest], 1), Error, "UNIQUE");
  assertEquals(db.prepare("SELECT count(*) AS n FROM users").get()?.n, 0);
  writer.run([append], 1);
  assertEquals(db.prepare("SELECT max(seq) AS seq FROM messages").get()?.seq, 1);
});

Deno.test("a commit returns only when the disk has it", async () => {
  await using file = new SqliteFile();
  using db = connect(file);
  // 2 is FULL: each commit is synced. NORMAL would lose the last ones with the power.
  assertEquals(db.prepare("PRAGMA synchronous").get()?.synchronous, 2);
  assertEquals(db.prepare("PRAGMA fullfsync").get()?.fullfsync, 1);
  assertEquals(db.prepare("PRAGMA journal_mode").get()?.journal_mode, "wal");
});
