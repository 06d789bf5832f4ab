import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { kindOf, type NounName, nounOf } from "../transfer/nouns.ts";
import type { TransferRecord } from "../transfer/record.ts";

/** Records that are handed on at a time. */
const BATCH = 1_000;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** All records of a noun, in its order. */
export function* readRecords(db: DatabaseSync, noun: NounName): Generator<TransferRecord[]> {
  let batch: TransferRecord[] = [];
  for (const row of db.prepare(selectOf(noun)).iterate()) {
    batch.push(recordOf(noun, row));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export function countRecords(db: DatabaseSync, noun: NounName): number {
  return Number(db.prepare(`SELECT count(*) AS count FROM ${noun}`).get()!.count);
}

/** Adds a record; its references must be there. */
export function prepareAddRecord(
  db: DatabaseSync,
  noun: NounName,
): (record: TransferRecord) => void {
  const { single, fields } = nounOf(noun);
  const clear: StatementSync | null = single ? db.prepare(`DELETE FROM ${noun}`) : null;
  const add = db.prepare(insertOf(noun));
  const columns = Object.entries(fields).map(([field, declared]) =>
    [field, kindOf(declared).kind] as const
  );
  return (record) => {
    clear?.run();
    add.run(...columns.map(([field, kind]) => columnOf(kind, record[field])));
  };
}

/** A text comes as bytes if it holds U+0000, because Deno 2.9 reads a SQLite text only up to there. */
function selectOf(noun: NounName): string {
  const { fields, order } = nounOf(noun);
  const columns: string[] = [];
  const joins: string[] = [];
  for (const [field, declared] of Object.entries(fields)) {
    const { kind } = kindOf(declared);
    const column = `t.${field}`;
    if (kind === "user" || kind === "room") {
      joins.push(`LEFT JOIN ${kind}s AS of_${field} ON of_${field}.key = ${column}`);
      columns.push(`of_${field}.id AS ${field}`);
    } else if (kind === "text") {
      columns.push(
        `iif(instr(${column}, char(0)), CAST(${column} AS BLOB), ${column}) AS ${field}`,
      );
    } else {
      columns.push(`${column} AS ${field}`);
    }
  }
  const ordered = order.map((field) => `t.${field}`).join(", ");
  return `SELECT ${columns.join(", ")} FROM ${noun} AS t ${joins.join(" ")} ORDER BY ${ordered}`;
}

function insertOf(noun: NounName): string {
  const { fields } = nounOf(noun);
  const values = Object.values(fields).map((declared) => {
    const { kind } = kindOf(declared);
    return kind === "user" || kind === "room" ? `(SELECT key FROM ${kind}s WHERE id = ?)` : "?";
  });
  return `INSERT INTO ${noun} (${Object.keys(fields).join(", ")}) VALUES (${values.join(", ")})`;
}

function recordOf(noun: NounName, row: Record<string, unknown>): TransferRecord {
  const record: TransferRecord = {};
  for (const [field, declared] of Object.entries(nounOf(noun).fields)) {
    const value = row[field];
    if (value === null) continue;
    const { kind } = kindOf(declared);
    if (kind === "flag") record[field] = value === 1;
    else if (kind === "json") record[field] = JSON.parse(value as string);
    else record[field] = value instanceof Uint8Array ? decoder.decode(value) : value;
  }
  return record;
}

function columnOf(kind: ReturnType<typeof kindOf>["kind"], value: unknown): SQLInputValue {
  if (value === undefined) return null;
  if (kind === "flag") return value ? 1 : 0;
  return kind === "json" ? JSON.stringify(value) : value as SQLInputValue;
}
