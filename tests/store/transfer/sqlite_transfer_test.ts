import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { StorageError } from "../../../hub/ports/store.ts";
import { LEFT_BEHIND, NOUN_NAMES, type NounName, nounOf } from "../../../store/transfer/nouns.ts";
import { MESSAGES, TransferFolder } from "./transfer_folder.ts";

Deno.test("every table and every column is exported, or left behind for a reason", async () => {
  await using folder = await TransferFolder.make(0);
  using db = new DatabaseSync(folder.database("old"));
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    .map(({ name }) => String(name)).filter((name) => !(name in LEFT_BEHIND));
  assertEquals(tables.toSorted(), NOUN_NAMES.toSorted());
  for (const name of tables) {
    const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(name)
      .map(({ name }) => String(name)).filter((column) => column !== "key");
    const fields = Object.keys(nounOf(name as NounName).fields);
    assertEquals(fields.toSorted(), columns.toSorted(), name);
  }
});

Deno.test("an exported database comes back equal, table by table", async () => {
  await using folder = await TransferFolder.make(MESSAGES);
  const lines = await folder.exportOf("old");
  await folder.importInto("new", lines);
  const db = new DatabaseSync(folder.database("old"));
  db.prepare("ATTACH ? AS other").run(folder.database("new"));
  for (const table of NOUN_NAMES) {
    const missing = db.prepare(
      `SELECT (SELECT count(*) FROM main.${table}) - (SELECT count(*) FROM other.${table}) AS more,
         (SELECT count(*) FROM (SELECT * FROM main.${table} EXCEPT SELECT * FROM other.${table}))
           AS different`,
    ).get()!;
    assertEquals({ ...missing }, { more: 0, different: 0 }, table);
  }
  db.close();
  // All that a client knew of the old one is looked up anew.
  using served = new DatabaseSync(folder.database("new"));
  assertEquals(served.prepare("SELECT * FROM epoch").all(), []);
});

Deno.test("rows whose numbers have holes between them come back in the same order", async () => {
  await using folder = await TransferFolder.make(MESSAGES);
  using db = new DatabaseSync(folder.database("old"));
  const references = NOUN_NAMES.flatMap((noun) =>
    Object.entries(nounOf(noun).fields).filter(([, kind]) => kind.startsWith("user"))
      .map(([column]) => [noun, column])
  );
  db.exec("PRAGMA foreign_keys = OFF");
  for (const [table, column] of [["users", "key"], ...references]) {
    db.exec(`UPDATE ${table} SET ${column} = ${column} * 3 + 1000`);
  }
  db.exec("UPDATE links SET key = key + 5; UPDATE bans SET key = key + 5");
  const lines = await folder.exportOf("old");
  await folder.importInto("new", lines);
  assertEquals((await folder.exportOf("new")).slice(1), lines.slice(1));
});

Deno.test("an import that was interrupted anywhere goes on with the same file, and ends the same", async () => {
  await using folder = await TransferFolder.make(MESSAGES);
  const lines = await folder.exportOf("old");
  const stops = [1, 40, 300, 1_300, lines.length - 1];
  for (const stop of stops) {
    const cut = (async function* () {
      yield* lines.slice(0, stop);
      throw new Error("cut");
    })();
    await assertRejects(() => folder.importInto("new", cut), Error, "cut");
    await assertRejects(() => Deno.stat(folder.database("new")), Deno.errors.NotFound);
  }
  const taken: Record<string, number> = {};
  await folder.importInto("new", lines, (noun) => taken[noun] = (taken[noun] ?? 0) + 1);
  assertEquals(Object.keys(taken).includes("users"), false, "users were there already");
  assertEquals((await folder.exportOf("new")).slice(1), lines.slice(1));
  assertEquals([...Deno.readDirSync(folder.path("new"))].map(({ name }) => name).toSorted(), [
    "confab.db",
    "confab.lock",
  ]);
});

Deno.test("a file that is cut, changed or none of ours is refused, and what is there stays", async () => {
  await using folder = await TransferFolder.make(MESSAGES);
  const lines = await folder.exportOf("old");
  const at = (part: string) => lines.findIndex((line) => line.includes(part));
  const changed = (index: number, change: (line: string) => string) =>
    lines.with(index, change(lines[index]!));
  const without = (index: number) => lines.toSpliced(index, 1);
  const message = at('{"messages":');
  const bad: [string[], string][] = [
    [[], "This is no export of Confab"],
    [["{}"], "This is no export of Confab"],
    [['{"confab":{"format":1,"id":"../x"}}'], "This is no export of Confab"],
    [
      changed(0, (line) => line.replace('"format":1', '"format":2')),
      "format 2, this build knows 1",
    ],
    [lines.slice(0, -1), "its last line is missing"],
    [[...lines, lines[message]!], "nothing may follow the last line"],
    [without(message), "messages"],
    [without(at('{"audit":')), "audit (1 instead of 2): the file was changed"],
    [changed(message, (line) => line.replace("plain", "plane").replace("quotes", "q")), "messages"],
    [changed(message, (line) => line.slice(0, -9)), `Line ${message + 1} of the export`],
    [changed(message, (line) => line.replace('"seq"', '"sequence"')), 'no field "sequence"'],
    [
      changed(message, (line) => line.replace('"seq":1,', '"seq":"1",')),
      '"seq" of messages must be',
    ],
    [changed(message, (line) => line.replace('"user":"', '"user":"not-')), "Storage failure"],
    [changed(message, (line) => line.replace("messages", "letters")), 'does not know "letters"'],
    [[lines[0]!, lines[message]!, ...lines.slice(1)], "users must come before messages"],
  ];
  await Deno.mkdir(folder.path("new"));
  await Deno.writeTextFile(folder.database("new"), "precious");
  for (const [number, [file, why]] of bad.entries()) {
    const own = file.map((line) => line.replace(/("id":")[\w-]+/, `$1bad-${number}-`));
    const header = file[0]?.includes("../x") ? file : [own[0] ?? "", ...file.slice(1)];
    await assertRejects(() => folder.importInto("new", header), StorageError, why);
  }
  assertEquals(await Deno.readTextFile(folder.database("new")), "precious");
});
