import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { copyDatabase } from "../../../store/sqlite/copy_database.ts";
import { markPath } from "../../../store/sqlite/data_files.ts";
import { restoreDatabase } from "../../../store/sqlite/restore_database.ts";
import { openSqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { ann, newRoom, post, postMany, readAll, storageError } from "../contract/subject.ts";
import { SqliteFile } from "./sqlite_file.ts";

const KILLS = 8;

/** A database with so many messages, in use by a store; and a backup of it beside. */
async function openWithBackup(count: number) {
  const file = new SqliteFile();
  const store = await openSqliteStore({ path: file.path, now: Date.now });
  await store.createRoom(newRoom("general"));
  await postMany(store, count);
  const backup = `${file.directory}/backup.db`;
  await copyDatabase(file.path, backup);
  return { file, store, backup };
}

/** What a start finds. */
async function look({ path }: SqliteFile): Promise<{ epoch: string; texts: string[] }> {
  const store = await openSqliteStore({ path, now: Date.now });
  const texts = (await readAll(store, "general", 1_000)).map(({ text }) => text);
  await store.close();
  return { epoch: store.epoch, texts };
}

function modeOf(path: string): string {
  return (Deno.statSync(path).mode! & 0o777).toString(8);
}

Deno.test("a backup that is made while the store is in use has every commit, and is its owner's alone", async () => {
  const { file, store, backup } = await openWithBackup(5);
  await using _ = file;
  let posting = true;
  const posts = (async () => {
    for (let n = 0; posting; n++) await store.append([post(ann, `more ${n}`)]);
  })();
  await copyDatabase(file.path, `${backup}.second`);
  posting = false;
  await posts;
  await store.close();
  assertEquals(modeOf(`${backup}.second`), "600");
  using copy = new DatabaseSync(`${backup}.second`, { readOnly: true });
  const row = copy.prepare("SELECT version, (SELECT count(*) FROM messages) AS n FROM rooms")
    .get()!;
  assert(Number(row.n) >= 5);
  assertEquals(row.version, row.n);
});

Deno.test("a restored backup is the database, in another epoch; what it replaced is kept", async () => {
  const { file, store, backup } = await openWithBackup(3);
  await using _ = file;
  await store.append([post(ann, "since")]);
  await store.close();
  const replaced = await restoreDatabase(backup, file.path, "then");
  const { epoch, texts } = await look(file);
  assertEquals(texts, ["m1", "m2", "m3"]);
  assertNotEquals(epoch, store.epoch);
  assertEquals(replaced, `${file.directory}/replaced-then`);
  assertEquals([modeOf(file.path), modeOf(replaced!), modeOf(`${replaced}/chat.db`)], [
    "600",
    "700",
    "600",
  ]);
  const back = await restoreDatabase(`${replaced}/chat.db`, file.path, "later");
  const again = await look(file);
  assertEquals(again.texts, ["m1", "m2", "m3", "since"]);
  assertEquals(new Set([store.epoch, epoch, again.epoch]).size, 3);
  assertMatch(back!, /replaced-later$/);
});

Deno.test("a backup as new as the database begins another epoch, too", async () => {
  const { file, store, backup } = await openWithBackup(3);
  await using _ = file;
  await store.close();
  await restoreDatabase(backup, file.path, "then");
  assertNotEquals((await look(file)).epoch, store.epoch);
});

Deno.test("a backup is restored where there is no database yet", async () => {
  const { file, store, backup } = await openWithBackup(3);
  await using _ = file;
  await store.close();
  await using empty = new SqliteFile();
  assertEquals(await restoreDatabase(backup, empty.path, "then"), null);
  assertEquals((await look(empty)).texts.length, 3);
});

Deno.test("commits that waited beside the database are kept with it, and not left for the backup", async () => {
  const { file, store, backup } = await openWithBackup(3);
  await using _ = file;
  await store.append([post(ann, "since")]);
  await using crashed = new SqliteFile();
  for (const suffix of ["", "-wal"]) await Deno.copyFile(file.path + suffix, crashed.path + suffix);
  await store.close();
  const replaced = await restoreDatabase(backup, crashed.path, "then");
  assertEquals((await look(crashed)).texts.length, 3);
  await restoreDatabase(`${replaced}/chat.db`, crashed.path, "later");
  assertEquals((await look(crashed)).texts.length, 4);
});

Deno.test("what is no backup of ours is refused, and nothing is changed", async () => {
  const { file, store, backup } = await openWithBackup(300);
  await using _ = file;
  await store.close();
  const other = `${file.directory}/other.db`;
  new DatabaseSync(other).exec("CREATE TABLE rooms (number INTEGER)");
  const notes = `${file.directory}/notes.txt`;
  await Deno.writeTextFile(notes, "My notes.\n".repeat(300));
  const damaged = `${file.directory}/damaged.db`;
  const bytes = await Deno.readFile(backup);
  await Deno.writeFile(damaged, bytes.fill(0xff, 4096));
  const before = await file.digests();
  for (const source of [other, notes, damaged, `${file.directory}/missing.db`]) {
    const error = await storageError(restoreDatabase(source, file.path, "then"));
    assert(!error.message.includes("\n"), error.message);
    assertEquals(await file.digests(), before);
  }
});

Deno.test("a database that another program reads is not replaced", async () => {
  const { file, store, backup } = await openWithBackup(3);
  await using _ = file;
  using reader = new DatabaseSync(file.path, { readOnly: true });
  reader.exec("BEGIN; SELECT count(*) FROM messages");
  await store.append([post(ann, "since")]);
  const error = await storageError(restoreDatabase(backup, file.path, "then"));
  assertMatch(error.message, /Another program uses/);
  assertEquals(
    [...Deno.readDirSync(file.directory)].filter(({ name }) => /restoring|replaced/.test(name)),
    [],
  );
  reader.exec("COMMIT");
  await store.close();
  assertEquals((await look(file)).texts.length, 4);
});

Deno.test("a backup does not overwrite a file", async () => {
  const { file, store, backup } = await openWithBackup(3);
  await using _ = file;
  await store.close();
  const before = await file.digests();
  assertMatch(
    (await storageError(copyDatabase(file.path, backup))).message,
    /^Cannot write ".*backup.db"/,
  );
  assertEquals(await file.digests(), before);
});

Deno.test("a restore that is killed leaves either database, whole, and never the backup in the old epoch", async () => {
  const { file, store, backup } = await openWithBackup(200);
  await using _ = file;
  await store.append([post(ann, "since")]);
  await store.close();
  const source = new URL("../../../store/sqlite/restore_database.ts", import.meta.url);
  const script = `${file.directory}/restore.ts`;
  await Deno.writeTextFile(
    script,
    `import { restoreDatabase } from ${JSON.stringify(source.href)};
     console.log("begins");
     await restoreDatabase(...Deno.args);`,
  );
  for (let n = 0; n < KILLS; n++) {
    await using place = new SqliteFile();
    await Deno.copyFile(file.path, place.path);
    await Deno.copyFile(markPath(file.path), markPath(place.path));
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, backup, place.path, "then"],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    await process.stdout.getReader().read();
    await new Promise((resolve) => setTimeout(resolve, 2 * n));
    try {
      process.kill("SIGKILL");
    } catch {
      // It was done already.
    }
    await process.status;
    const { epoch, texts } = await look(place);
    assert(texts.length === 200 || texts.length === 201);
    if (texts.length === 200) assertNotEquals(epoch, store.epoch);
    await restoreDatabase(backup, place.path, "again");
    assertEquals((await look(place)).texts.length, 200);
  }
});
