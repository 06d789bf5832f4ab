import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION } from "../../../store/sqlite/migrate.ts";
import { openSqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { accountStoreContract } from "../account_store_contract.ts";
import { ann, newRoom, post, storageError } from "../contract/subject.ts";
import { openSqliteSubject, SqliteFile } from "./sqlite_file.ts";
import { storeContract } from "../store_contract.ts";
import { countWalCommits } from "./wal_commits.ts";

storeContract("sqlite", openSqliteSubject);
accountStoreContract("sqlite", openSqliteSubject);

Deno.test("appends that come while one is being committed share the next transaction", async () => {
  await using subject = await openSqliteSubject();
  const { store, file } = subject;
  await store.createRoom(newRoom("general"));
  const wal = `${file.path}-wal`;
  const before = countWalCommits(wal);
  const appends = Array.from({ length: 500 }, (_, index) => store.append([post(ann, `m${index}`)]));
  const answers = await Promise.all(appends);
  assertEquals(countWalCommits(wal) - before, 2);
  assertEquals(
    answers.map(([answer]) => answer?.ok && answer.message.seq),
    answers.map((_, index) => index + 1),
  );
});

Deno.test("an append of refusals and repeats alone commits nothing", async () => {
  await using subject = await openSqliteSubject();
  const { store, file } = subject;
  await store.createRoom(newRoom("general"));
  await store.append([post(ann, "a")]);
  const before = countWalCommits(`${file.path}-wal`);
  await store.append([post(ann, "a"), post(ann, "b", { room: "nowhere" })]);
  assertEquals(countWalCommits(`${file.path}-wal`), before);
});

Deno.test("an acknowledged message is in the file before the store is closed", async () => {
  await using subject = await openSqliteSubject();
  await subject.store.createRoom(newRoom("general"));
  await subject.store.append([post(ann, "a")]);
  using other = new DatabaseSync(subject.file.path, { readOnly: true });
  assertEquals(other.prepare("SELECT count(*) AS n FROM messages").get()?.n, 1);
});

Deno.test("closing leaves the file and its mark", async () => {
  await using subject = await openSqliteSubject();
  await subject.store.createRoom(newRoom("general"));
  await subject.store.close();
  const left = [...Deno.readDirSync(subject.file.directory)].map(({ name }) => name);
  assertEquals(left.sort(), ["chat.db", "chat.mark"]);
});

Deno.test("closing moves everything into the file while another process has it open", async () => {
  await using subject = await openSqliteSubject();
  const { store, file } = subject;
  await store.createRoom(newRoom("general"));
  using other = new DatabaseSync(file.path);
  assertEquals(other.prepare("SELECT count(*) AS n FROM rooms").get()?.n, 1);
  assert((await Deno.stat(`${file.path}-wal`)).size > 0);
  await store.close();
  assertEquals((await Deno.stat(`${file.path}-wal`)).size, 0);
});

Deno.test("the directory of the file is made, for its owner only", async () => {
  await using file = new SqliteFile();
  const path = `${file.directory}/deep/data/chat.db`;
  const store = await openSqliteStore({ path, now: Date.now });
  await store.close();
  assert((await Deno.stat(path)).isFile);
  assertEquals((await Deno.stat(`${file.directory}/deep`)).mode! & 0o077, 0);
});

/** Opening must fail with one line, and leave every file in the directory as it was. */
async function assertRefused(file: SqliteFile, reason: RegExp): Promise<void> {
  const before = await file.digests();
  const error = await storageError(openSqliteStore({ path: file.path, now: Date.now }));
  assertMatch(error.message, reason);
  assert(!error.message.includes("\n"));
  assertEquals(await file.digests(), before);
}

/** Makes or changes a database as another program would. */
function withDatabase(path: string, sql: string): void {
  using db = new DatabaseSync(path);
  db.exec(sql);
}

Deno.test("a file that is not a database is refused and left as it was", async () => {
  await using file = new SqliteFile();
  await Deno.writeTextFile(file.path, "My notes, which are not a database.\n".repeat(300));
  await assertRefused(file, /chat\.db".*not a database/);
});

Deno.test("a short file that is not a database is refused and left as it was", async () => {
  await using file = new SqliteFile();
  await Deno.writeTextFile(file.path, "x");
  await assertRefused(file, /chat\.db".*not a database/);
});

const NEWER_SCHEMA = new RegExp(
  `schema is version ${SCHEMA_VERSION + 1}, this build knows up to ${SCHEMA_VERSION}$`,
);

Deno.test("a file with a newer schema is refused and left as it was", async () => {
  await using file = new SqliteFile();
  await (await openSqliteStore({ path: file.path, now: Date.now })).close();
  withDatabase(file.path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  await assertRefused(file, NEWER_SCHEMA);
});

Deno.test("another program's database is refused and left as it was", async () => {
  await using file = new SqliteFile();
  withDatabase(file.path, "CREATE TABLE rooms (number INTEGER, beds INTEGER)");
  await assertRefused(file, /another program's database/);
});

Deno.test("a newer schema that is still in the WAL is refused and left as it was", async () => {
  await using file = new SqliteFile();
  await (await openSqliteStore({ path: file.path, now: Date.now })).close();
  await using copy = new SqliteFile();
  {
    using db = new DatabaseSync(file.path);
    db.exec(`PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    // As a crash would leave them: closing moves the WAL into the file.
    await Deno.copyFile(file.path, copy.path);
    await Deno.copyFile(`${file.path}-wal`, `${copy.path}-wal`);
  }
  await assertRefused(copy, NEWER_SCHEMA);
});

Deno.test("a path that can't be opened is refused in one line that names it", async () => {
  await using file = new SqliteFile();
  await Deno.writeTextFile(`${file.directory}/plain`, "");
  for (const name of ["", "plain/chat.db"]) {
    const path = `${file.directory}/${name}`;
    const error = await storageError(openSqliteStore({ path, now: Date.now }));
    assertMatch(error.message, /^Cannot .*"[^"\n]+"[^\n]*$/);
    assert(error.message.includes(file.directory));
  }
});

Deno.test("a path that begins like a URI is a path", async () => {
  await using file = new SqliteFile();
  const store = import.meta.resolve("../../../store/sqlite/sqlite_store.ts");
  const code = `
    const { openSqliteStore } = await import(${JSON.stringify(store)});
    const store = await openSqliteStore({ path: "file:chat.db?mode=memory", now: Date.now });
    await store.close();`;
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", `--config=${config}`, code],
    cwd: file.directory,
    stderr: "inherit",
  }).output();
  const made = [...Deno.readDirSync(file.directory)].map(({ name }) => name);
  assertEquals([success, made.includes("file:chat.db?mode=memory")], [true, true]);
});

Deno.test("stores that open one new file at once all succeed", async () => {
  await using file = new SqliteFile();
  const stores = await Promise.all(
    Array.from({ length: 4 }, () => openSqliteStore({ path: file.path, now: Date.now })),
  );
  const room = newRoom("general");
  const made = await Promise.all(stores.map((store) => store.createRoom(room)));
  assertEquals(made.filter(({ ok }) => ok).length, 1);
  await Promise.all(stores.map((store) => store.close()));
});
