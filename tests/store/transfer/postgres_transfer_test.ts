import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../hub/ports/store.ts";
import { PostgresConnection } from "../../../postgres/connection.ts";
import { readPostgresSettings } from "../../../postgres/settings.ts";
import { openPostgresStore } from "../../../store/postgres/postgres_store.ts";
import { columnOf } from "../../../store/postgres/transfer_tables.ts";
import { LEFT_BEHIND, NOUN_NAMES, type NounName, nounOf } from "../../../store/transfer/nouns.ts";
import { havePostgres, testDatabases } from "../../support/postgres_server.ts";
import { MESSAGES, TransferFolder } from "./transfer_folder.ts";

if (havePostgres()) {
  const makeDatabase = testDatabases();

  Deno.test("every table and every column in PostgreSQL is exported, or left behind for a reason", async () => {
    const url = await makeDatabase();
    await (await open(url)).close();
    const found = await rows<{ table: string; column: string }>(
      url,
      `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
       WHERE table_schema = 'public'`,
    );
    const tables = Map.groupBy(found, ({ table }) => table);
    for (const name of Object.keys(LEFT_BEHIND)) tables.delete(name);
    assertEquals([...tables.keys()].toSorted(), NOUN_NAMES.toSorted());
    for (const [name, its] of tables) {
      const columns = its.map(({ column }) => column).filter((column) => column !== "key");
      const noun = name as NounName;
      const fields = Object.keys(nounOf(noun).fields).map((field) => columnOf(noun, field));
      assertEquals(fields.toSorted(), columns.toSorted(), name);
    }
  });

  Deno.test("what SQLite kept is the same in PostgreSQL, and back in SQLite", async () => {
    await using folder = await TransferFolder.make(MESSAGES);
    const url = await makeDatabase();
    const lines = await folder.exportOf("old");
    const { changed } = await folder.importInto(url, lines);
    // PostgreSQL has no U+0000.
    const texts = lines.filter((line) => line.includes("before\\u0000after"));
    assertEquals([changed, texts.length > 0], [texts.length, true]);
    const held = lines.map((line) => line.replaceAll("before\\u0000after", "before\ufffdafter"));
    const there = await folder.exportOf(url);
    assertEquals(there.slice(1, -1), held.slice(1, -1));
    assertEquals((await folder.importInto("new", there)).changed, 0);
    assertEquals((await folder.exportOf("new")).slice(1), there.slice(1));
  });

  Deno.test("an import into PostgreSQL that was interrupted keeps servers out, and goes on with the same file", async () => {
    await using folder = await TransferFolder.make(MESSAGES);
    const url = await makeDatabase();
    const lines = await folder.exportOf("old");
    for (const stop of [1, 300, lines.length - 1]) {
      const cut = (async function* () {
        yield* lines.slice(0, stop);
        throw new Error("cut");
      })();
      await assertRejects(() => folder.importInto(url, cut), Error, "cut");
      await assertRejects(() => open(url), StorageError, "an import into it has not ended");
      await assertRejects(() => folder.exportOf(url), StorageError, "has not ended");
    }
    const other = lines.with(0, lines[0]!.replace("an-export", "another"));
    await assertRejects(() => folder.importInto(url, other), StorageError, "another file's import");
    await folder.importInto(url, lines);
    const store = await open(url);
    assertEquals((await store.listAudit(null, 10)).map(({ id }) => id), [9, 3]);
    assertNotEquals(store.epoch, "0011223344556677");
    await store.close();
    const [audit] = await rows<{ id: number }>(
      url,
      "INSERT INTO audit (at, actor, action, target, details) VALUES (1, '', '', '', '{}') RETURNING id",
    );
    assertEquals(audit, { id: 10 });
  });

  Deno.test("an import takes no database that a server is connected to, nor one that was used", async () => {
    await using folder = await TransferFolder.make(10);
    const url = await makeDatabase();
    const lines = await folder.exportOf("old");
    const store = await open(url);
    await store.createRoom({
      id: "general",
      title: "General",
      topic: "",
      kind: "public",
      maker: null,
      members: [],
    });
    await assertRejects(() => folder.importInto(url, lines), StorageError, "a server uses it");
    await store.close();
    // What every server makes at its first start is no use of it.
    await folder.importInto(url, lines);
    await assertRejects(() => folder.importInto(url, lines), StorageError, "has used it already");
    assertEquals((await folder.exportOf(url)).length, lines.length);
  });
}

async function open(url: string) {
  const settings = readPostgresSettings({ DATABASE_URL: url })!;
  return await openPostgresStore({ settings, connections: 2, now: Date.now });
}

async function rows<Row>(url: string, text: string): Promise<Row[]> {
  const settings = readPostgresSettings({ DATABASE_URL: url })!;
  const connection = await PostgresConnection.open(settings, { name: "test" });
  const found = await connection.query<Row>({ name: "", text });
  await connection.close();
  return found;
}
