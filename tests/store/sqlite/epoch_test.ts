import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { markPath } from "../../../store/sqlite/data_files.ts";
import { readMark } from "../../../store/sqlite/mark.ts";
import { openSqliteStore, type SqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { ann, newRoom, post, postMany, readAll, storageError } from "../contract/subject.ts";
import { SqliteFile } from "./sqlite_file.ts";

function open(file: SqliteFile): Promise<SqliteStore> {
  return openSqliteStore({ path: file.path, now: Date.now });
}

/** The epoch that a start finds or makes. */
async function epochOf(file: SqliteFile): Promise<string> {
  const store = await open(file);
  await store.close();
  return store.epoch;
}

/** A database whose room "general" has so many messages, closed. */
async function openWithPosts(count: number): Promise<SqliteFile> {
  const file = new SqliteFile();
  const store = await open(file);
  await store.createRoom(newRoom("general"));
  await postMany(store, count);
  await store.close();
  return file;
}

async function postMore(file: SqliteFile, ...ids: string[]): Promise<void> {
  const store = await open(file);
  for (const id of ids) await store.append([post(ann, id)]);
  await store.close();
}

/** Copies the files of a database that is in use, as a crash would leave them. */
async function copyInUse(from: SqliteFile, to: SqliteFile): Promise<void> {
  for (const suffix of ["", "-wal"]) await Deno.copyFile(from.path + suffix, to.path + suffix);
  await Deno.copyFile(markPath(from.path), markPath(to.path));
}

Deno.test("an epoch is the same after every start, and told with every page that has versions", async () => {
  await using file = await openWithPosts(3);
  const epoch = await epochOf(file);
  assertMatch(epoch, /^[0-9a-f]{16}$/);
  const store = await open(file);
  const pages = [await store.snapshot("general", 9), await store.changes("general", 0, 9)];
  await store.close();
  assertEquals([store.epoch, ...pages.map((page) => page?.epoch)], [epoch, epoch, epoch]);
  await using other = await openWithPosts(3);
  assertNotEquals(await epochOf(other), epoch);
});

Deno.test("an older file that is put in place begins another epoch, however far its log gets", async () => {
  await using file = await openWithPosts(5);
  const before = await epochOf(file);
  await Deno.copyFile(file.path, `${file.path}.backup`);
  await postMore(file, "lost 1", "lost 2");
  assertEquals(await epochOf(file), before);
  await Deno.copyFile(`${file.path}.backup`, file.path);
  const after = await epochOf(file);
  assertNotEquals(after, before);
  await postMore(file, "new 1", "new 2", "new 3");
  assertEquals(await epochOf(file), after);
});

Deno.test("the newest file put back after an older one had its turn begins another epoch, too", async () => {
  await using file = await openWithPosts(5);
  await Deno.copyFile(file.path, `${file.path}.older`);
  await postMore(file, "a");
  const before = await epochOf(file);
  await Deno.copyFile(file.path, `${file.path}.newer`);
  const epochs = [before];
  for (const name of ["older", "newer", "older"]) {
    await Deno.copyFile(`${file.path}.${name}`, file.path);
    epochs.push(await epochOf(file));
  }
  assertEquals(new Set(epochs).size, 4);
});

Deno.test("another room's log going back is seen as well", async () => {
  await using file = await openWithPosts(5);
  const store = await open(file);
  await store.createRoom(newRoom("help"));
  await store.append([post(ann, "a", { room: "help" })]);
  await store.close();
  await Deno.copyFile(file.path, `${file.path}.backup`);
  const before = await epochOf(file);
  const again = await open(file);
  await again.createRoom(newRoom("made since"));
  await again.append([post(ann, "b"), post(ann, "c", { room: "made since" })]);
  await again.close();
  await Deno.copyFile(`${file.path}.backup`, file.path);
  assertNotEquals(await epochOf(file), before);
});

Deno.test("without a mark that can be read a start begins another epoch", async () => {
  await using file = await openWithPosts(1);
  const epochs = [await epochOf(file)];
  for (const text of [null, "", "{}", `{"epoch":"${epochs[0]}"}`, "\u0000".repeat(256)]) {
    if (text === null) await Deno.remove(markPath(file.path));
    else await Deno.writeTextFile(markPath(file.path), text);
    epochs.push(await epochOf(file));
  }
  assertEquals(new Set(epochs).size, 6);
  assertEquals(await epochOf(file), epochs.at(-1));
});

Deno.test("data that is moved with its mark keeps its epoch, and another copy of it gets its own", async () => {
  await using file = await openWithPosts(4);
  const epoch = await epochOf(file);
  await using moved = new SqliteFile();
  await Deno.copyFile(file.path, moved.path);
  await Deno.copyFile(markPath(file.path), markPath(moved.path));
  assertEquals(await epochOf(moved), epoch);
  await using copy = new SqliteFile();
  await Deno.copyFile(file.path, copy.path);
  assertNotEquals(await epochOf(copy), epoch);
});

Deno.test("an older file put before the commits of a newer one begins another epoch, if it has all they were made on", async () => {
  await using file = await openWithPosts(2);
  await Deno.copyFile(file.path, `${file.path}.backup`);
  const store = await open(file);
  await store.append([post(ann, "a")]);
  await store.append([post(ann, "b")]);
  await using left = new SqliteFile();
  await copyInUse(file, left);
  await store.close();
  await Deno.remove(left.path);
  await Deno.copyFile(`${file.path}.backup`, left.path);
  assertNotEquals(await epochOf(left), store.epoch);
  const again = await open(left);
  assertEquals((await readAll(again, "general", 9)).length, 4);
  await again.close();
});

Deno.test("an older file put before commits that were made on a newer one is refused and left as it was", async () => {
  await using file = await openWithPosts(1);
  await Deno.copyFile(file.path, `${file.path}.backup`);
  const first = await open(file);
  for (let n = 0; n < 20; n++) {
    const many = Array.from(
      { length: 100 },
      (_, i) => post(ann, `${n} ${i}`, { text: "x".repeat(200) }),
    );
    await first.append(many);
  }
  await first.close();
  const store = await open(file);
  await store.append([post(ann, "a")]);
  await store.append([post(ann, "b")]);
  await using left = new SqliteFile();
  await copyInUse(file, left);
  await store.close();
  await Deno.copyFile(`${file.path}.backup`, left.path);
  const before = await left.digests();
  const error = await storageError(open(left));
  assertEquals(error.retryable, false);
  assertMatch(error.message, /^Cannot use ".*chat\.db": ".*-wal" belongs to another database/);
  assertEquals(await left.digests(), before);
  await Deno.remove(`${left.path}-wal`);
  assertNotEquals(await epochOf(left), store.epoch);
});

Deno.test("a mark tells of a commit that is in the file, and of the last one when the store is closed", async () => {
  await using file = await openWithPosts(3);
  const mark = readMark(file.path);
  assertEquals([mark?.epoch, mark?.room, mark?.version], [await epochOf(file), "general", 3]);
  const store = await open(file);
  for (let n = 0; n < 50; n++) {
    await store.append([post(ann, `n${n}`)]);
    using db = new DatabaseSync(file.path, { readOnly: true });
    const version = Number(db.prepare("SELECT version FROM rooms").get()?.version);
    assert(readMark(file.path)!.version <= version);
  }
  await store.close();
  assertEquals(readMark(file.path)?.version, 53);
});

Deno.test("a mark that cannot be kept up is taken away, and commits go on", async () => {
  await using file = await openWithPosts(3);
  const epoch = await epochOf(file);
  const store = await open(file);
  await Deno.remove(markPath(file.path));
  await Deno.mkdir(markPath(file.path));
  await store.append([post(ann, "a"), post(ann, "b")]);
  assertEquals((await readAll(store, "general", 9)).length, 5);
  await store.close();
  // It was a folder, which counts as no mark; the next start makes another epoch, and another.
  const next = await epochOf(file);
  assertNotEquals(next, epoch);
});

Deno.test("a store that has lost its mark and its connection goes on with the epoch it has told", async () => {
  await using file = await openWithPosts(3);
  const { path } = file;
  const store = await openSqliteStore({ path, now: Date.now, busyTimeoutMs: 1 });
  await Deno.remove(markPath(path));
  await whileLocked(path, () => storageError(store.append([post(ann, "refused")])));
  await store.append([post(ann, "taken")]);
  const page = await store.changes("general", 3, 9);
  await store.close();
  assertEquals([page?.epoch, page?.messages.length], [store.epoch, 1]);
  assertEquals(readMark(path)?.version, 4);
});

Deno.test("a store whose data is replaced while it is in use takes nothing more", async () => {
  await using file = await openWithPosts(3);
  const { path } = file;
  const store = await openSqliteStore({ path, now: Date.now, busyTimeoutMs: 1 });
  await whileLocked(path, async (db) => {
    db.exec("UPDATE epoch SET value = 'another'");
    await storageError(store.append([post(ann, "refused")]));
  });
  const { retryable } = await storageError(store.append([post(ann, "lost")]));
  await store.close();
  assertEquals(retryable, false);
});

/** Has a transaction of another process open meanwhile. */
async function whileLocked(
  path: string,
  act: (db: DatabaseSync) => Promise<unknown>,
): Promise<void> {
  const db = new DatabaseSync(path);
  try {
    db.exec("BEGIN IMMEDIATE");
    await act(db);
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}
