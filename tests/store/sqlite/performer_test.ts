import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { DatabaseSync } from "node:sqlite";
import { connectWriter } from "../../../store/sqlite/connection.ts";
import type { CallOrder } from "../../../store/sqlite/orders.ts";
import { Performer } from "../../../store/sqlite/performer.ts";
import { newSession } from "../contract/people.ts";
import { ann, cem, newRoom, post } from "../contract/subject.ts";
import { SqliteFile } from "./sqlite_file.ts";

function connect(file: SqliteFile, maxPages?: number) {
  return connectWriter({ role: "writer", path: file.path, busyTimeoutMs: 0, maxPages }).db;
}

function openWriter(db: DatabaseSync): Performer {
  const writer = new Performer(db, "write");
  writer.run([{ name: "createRoom", args: [newRoom("general")] }], 1);
  return writer;
}

function append(id: string, text = id): CallOrder {
  return { name: "append", args: [[post(ann, id, { text })]] };
}

/** A second guest with the same session fails, because the schema forbids it. */
const guest: CallOrder = { name: "createGuest", args: [cem, newSession("cem", cem.id)] };

function count(db: DatabaseSync, table: "messages" | "users"): number {
  return Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
}

Deno.test("a call that fails in a shared transaction fails alone, and leaves nothing of its own", async () => {
  await using file = new SqliteFile();
  using db = connect(file);
  const writer = openWriter(db);
  // It adds a user before it fails on the session.
  const other = { ...guest, args: [{ ...cem, id: "u_other" }, newSession("cem", "u_other")] };
  const { results, failures } = writer.run([append("a"), guest, other, append("b")], 1);
  assertEquals(failures.map(({ index }) => index), [2]);
  assertMatch(String(failures[0]!.error), /UNIQUE/);
  assertEquals(results[2], null);
  assertEquals([count(db, "messages"), count(db, "users")], [2, 2]);
});

Deno.test("a call that our own code cannot do fails alone", async () => {
  await using file = new SqliteFile();
  using db = connect(file);
  const writer = openWriter(db);
  const broken: CallOrder = { name: "append", args: [[null]] };
  const { failures } = writer.run([append("a"), broken, append("b")], 1);
  assertEquals(failures.map(({ index }) => index), [1]);
  assertMatch(String(failures[0]!.error), /TypeError/);
  assertEquals(count(db, "messages"), 2);
});

Deno.test("a full disk fails every call of a transaction", async () => {
  await using file = new SqliteFile();
  using db = connect(file, 100);
  const writer = openWriter(db);
  const huge = append("huge", "x".repeat(1_000_000));
  assertThrows(() => writer.run([append("a"), huge, append("b")], 1), Error, "full");
  assertEquals(count(db, "messages"), 0);
  writer.run([append("a")], 1);
  assertEquals(count(db, "messages"), 1);
});

Deno.test("once the disk is full, calls that run apart keep what was written and write no more", async () => {
  await using file = new SqliteFile();
  using db = connect(file, 100);
  const writer = openWriter(db);
  const huge = append("huge", "x".repeat(1_000_000));
  const { failures } = writer.run([append("a"), guest, guest, huge, append("b")], 1);
  assertEquals(failures.map(({ index }) => index), [2, 3, 4]);
  assertMatch(String(failures[0]!.error), /UNIQUE/);
  assertMatch(String(failures[1]!.error), /full/);
  assertEquals(failures[2]!.error, failures[1]!.error);
  assertEquals([count(db, "messages"), count(db, "users")], [1, 2]);
});

Deno.test("a commit returns only when the disk has it", async () => {
  await using file = new SqliteFile();
  using db = connect(file);
  // 2 is FULL: each commit is synced. NORMAL would lose the last ones with the power.
  assertEquals(db.prepare("PRAGMA synchronous").get()?.synchronous, 2);
  assertEquals(db.prepare("PRAGMA fullfsync").get()?.fullfsync, 1);
  assertEquals(db.prepare("PRAGMA journal_mode").get()?.journal_mode, "wal");
});

Deno.test("guests are removed without a look at the whole log, and references are looked after again", async () => {
  await using file = new SqliteFile();
  using db = connect(file);
  const writer = openWriter(db);
  writer.run([append("a"), guest, { name: "endSessions", args: [cem.id, null] }], 1);
  const prune = { name: "pruneGuests", args: [null, { namedBefore: 0, limit: 9 }] };
  assertEquals(writer.run([prune], 1).results, [{ removed: 1, next: 2, left: [] }]);
  assertThrows(() => db.prepare("DELETE FROM users").run(), Error, "FOREIGN KEY");
  // Whoever has no count has written nothing: that is all it goes by.
  db.prepare("DELETE FROM message_counts").run();
  assertEquals(writer.run([prune], 1).results, [{ removed: 1, next: 1, left: [] }]);
});
