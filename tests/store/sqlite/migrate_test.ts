import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { User } from "../../../protocol/entities.ts";
import { SCHEMA_VERSION } from "../../../store/sqlite/migrate.ts";
import { openSqliteStore, type SqliteStore } from "../../../store/sqlite/sqlite_store.ts";
import { newSession } from "../contract/people.ts";
import { apply, edit, post, readAll, storageError } from "../contract/subject.ts";
import { SqliteFile } from "./sqlite_file.ts";
import { VERSION_1 } from "./version_1.ts";

const ann: User = { id: "u_ann", name: "Ann", role: "guest" };
const program = { id: "u_program", name: "Program" };
const programGuest: User = { ...program, role: "guest" };
const cem: User = { id: "u_cem", name: "Cem", role: "guest" };

/** A file of version 1, upgraded by being opened. */
async function openUpgraded() {
  const file = new SqliteFile();
  const before = Date.now();
  sql(file.path, VERSION_1);
  const store = await openSqliteStore({ path: file.path, now: Date.now });
  return {
    file,
    store,
    before,
    async [Symbol.asyncDispose]() {
      await store.close();
      await file[Symbol.asyncDispose]();
    },
  };
}

function sql(path: string, statements: string): void {
  using db = new DatabaseSync(path);
  db.exec(statements);
}

/** What a file has for a query of one row. */
function row(path: string, query: string): Record<string, unknown> {
  using db = new DatabaseSync(path, { readOnly: true });
  return { ...db.prepare(query).get() };
}

async function listEverybody(store: SqliteStore) {
  return (await store.listAccounts({ query: "", guests: true, offset: 0, limit: 9 })).accounts;
}

Deno.test("rooms of version 1 become public, open to everyone and without members; who wrote in one is in it if they can come back", async () => {
  await using upgraded = await openUpgraded();
  const like = {
    kind: "public",
    archived: false,
    posting: "everyone",
    members: [],
    revision: 0,
    peopleRevision: 0,
    madeBy: null,
  };
  assertEquals<unknown>(await upgraded.store.rooms(), [
    {
      id: "general",
      title: "General",
      topic: "anything",
      version: 6,
      lastSeq: 6,
      lastAt: 1600,
      posts: 4,
      people: 1,
      ...like,
    },
    {
      id: "help",
      title: "Help",
      topic: "",
      version: 0,
      lastSeq: 0,
      lastAt: null,
      posts: 0,
      people: 0,
      ...like,
    },
  ]);
  assertEquals(await upgraded.store.roomsOf(["u_ann", "u_bob", "u_program", "u_cem"]), [
    ["general"],
    [],
    [],
    [],
  ]);
});

Deno.test("the log of version 1 is the same after the upgrade, and goes on", async () => {
  await using upgraded = await openUpgraded();
  const { store } = upgraded;
  const log = [
    { seq: 1, version: 4, id: "a", user: ann, text: "edited", at: 1100, editedAt: 1400 },
    {
      seq: 2,
      version: 2,
      id: "b",
      user: programGuest,
      text: "from a program",
      at: 1200,
      replyTo: 1,
    },
    { seq: 3, version: 5, id: "c", user: ann, text: "", at: 1300, deletedAt: 1500 },
    { seq: 6, version: 6, id: "d", user: cem, text: "from Cem", at: 1600 },
  ];
  assertEquals(await readAll(store, "general", 2), log);
  assertEquals(await apply(store, post(ann, "a")), log[0]);
  assertEquals((await apply(store, post(ann, "e"))).seq, 7);
  assertEquals((await apply(store, edit(cem, 6, "still mine"))).version, 8);
});

Deno.test("sessions of version 1 stay valid, and count as used at the upgrade", async () => {
  await using upgraded = await openUpgraded();
  const { store, before } = upgraded;
  const found = await store.findSession("ann 1");
  const guest = { role: "guest", password: null, createdAt: 1000, deactivatedAt: null } as const;
  assertEquals(found?.account, { ...ann, ...guest });
  const { id, lastUsedAt, ...session } = found!.session;
  assertEquals(session, { userId: "u_ann", createdAt: 1000, device: "", address: "" });
  assert(lastUsedAt >= before && lastUsedAt <= Date.now());
  assertMatch(id, /^[0-9a-f]{32}$/);
  assertEquals((await store.listSessions("u_ann")).length, 2);
  assertEquals(await store.endSessions("u_ann", [id]), [id]);
  assertEquals(await store.findSession("ann 1"), null);
  assertEquals((await store.findSession("ann 2"))?.account.id, "u_ann");
});

Deno.test("users of version 1 are as old as the first thing known of them, and their messages are counted", async () => {
  await using upgraded = await openUpgraded();
  const { store, before } = upgraded;
  assertEquals(
    (await listEverybody(store)).map((user) => [
      user.id,
      user.createdAt,
      user.lastUsedAt,
      user.messages,
    ]),
    [["u_ann", 1000, 5000, 2], ["u_bob", 2000, 2000, 0]],
  );
  assertEquals(await store.findNamedGuest("Program"), program);
  assertEquals((await store.findAccount("u_program"))?.createdAt, 1200);
  assertEquals((await store.findAccount("u_cem"))?.createdAt, 1600);
  const { createdAt } = (await store.findAccount("u_ghost"))!;
  assert(createdAt >= before && createdAt <= Date.now());
});

Deno.test("a guest of version 1 can claim their name and be a member of a private room", async () => {
  await using upgraded = await openUpgraded();
  const { store } = upgraded;
  const account = { ...ann, key: "ann", password: "hash", role: "owner", at: 9000 } as const;
  assertEquals((await store.claim(account)).ok, true);
  const members = [{ userId: "u_ann", manager: true }];
  const room = {
    id: "staff",
    title: "Staff",
    topic: "",
    kind: "private",
    maker: ann,
    members,
  } as const;
  const made = await store.createRoom(room);
  assertEquals(made.ok && made.value.members, [{
    user: { id: "u_ann", name: "Ann", role: "owner" },
    manager: true,
  }]);
  await store.addSession(newSession("new", "u_ann"));
  assertEquals((await store.listSessions("u_ann")).length, 3);
});

Deno.test("an upgraded file is sound and opens again as it is", async () => {
  await using upgraded = await openUpgraded();
  const { file, store } = upgraded;
  const people = await listEverybody(store);
  await store.close();
  assertEquals(row(file.path, "PRAGMA user_version"), { user_version: SCHEMA_VERSION });
  assertEquals(row(file.path, "PRAGMA integrity_check"), { integrity_check: "ok" });
  assertEquals(row(file.path, "PRAGMA foreign_key_check"), {});
  const again = await openSqliteStore({ path: file.path, now: Date.now });
  assertEquals(await listEverybody(again), people);
  await again.close();
});

Deno.test("an upgraded file has the same schema as a new one", async () => {
  await using upgraded = await openUpgraded();
  await using file = new SqliteFile();
  await (await openSqliteStore({ path: file.path, now: Date.now })).close();
  const schema =
    `SELECT group_concat(name || ': ' || ifnull(sql, ''), char(10) ORDER BY name) AS text
    FROM sqlite_schema`;
  const plain = (path: string) => String(row(path, schema).text).replaceAll(/\s+/g, " ");
  assertEquals(plain(upgraded.file.path), plain(file.path));
});

Deno.test("an upgrade that fails halfway leaves version 1 as it was, and can be tried again", async () => {
  await using file = new SqliteFile();
  // The last table of the upgrade is in the way of itself.
  sql(file.path, `${VERSION_1} CREATE TABLE audit (note TEXT)`);
  await storageError(openSqliteStore({ path: file.path, now: Date.now }));
  assertEquals(row(file.path, "PRAGMA user_version"), { user_version: 1 });
  assertEquals(row(file.path, "SELECT * FROM sessions ORDER BY token_hash"), {
    token_hash: "ann 1",
    user: 1,
    created_at: 1000,
  });
  sql(file.path, "DROP TABLE audit");
  const store = await openSqliteStore({ path: file.path, now: Date.now });
  assertEquals((await store.findSession("bob 1"))?.account.id, "u_bob");
  await store.close();
});

Deno.test("stores that upgrade one file at once all succeed", async () => {
  await using file = new SqliteFile();
  sql(file.path, VERSION_1);
  const stores = await Promise.all(
    Array.from({ length: 3 }, () => openSqliteStore({ path: file.path, now: Date.now })),
  );
  for (const store of stores) assertEquals((await listEverybody(store)).length, 2);
  await Promise.all(stores.map((store) => store.close()));
});
