import { type Statement, statement } from "../../postgres/statement.ts";
import { kindOf, NOUN_NAMES, type NounName, nounOf } from "../transfer/nouns.ts";
import type { TransferRecord } from "../transfer/record.ts";

/** Records that are handed on at a time. */
const BATCH = 1_000;

/** What a field is in PostgreSQL. */
const TYPES = {
  text: "text",
  user: "text",
  room: "text",
  number: "bigint",
  flag: "boolean",
  json: "json",
};

/** What is run to move the records of a noun. */
export interface TableStatements {
  /** Opens a cursor on all records in their order; not prepared, for it is run once. */
  open: string;
  /** The next records; none when there are no more. */
  next: Statement;
  count: Statement;
  /** Takes what there is out of the way, for a noun of which there is exactly one; null for all others. */
  clear: Statement | null;
  /** Adds the records of a JSON array, in its order. */
  add: Statement;
}

export const TABLES = Object.fromEntries(
  NOUN_NAMES.map((noun) => [noun, statementsOf(noun)]),
) as Record<NounName, TableStatements>;

/** What columns are called where not as SQLite's: "user" is a word of PostgreSQL's own. */
export function columnOf(noun: NounName, field: string): string {
  if (field !== "user") return field;
  return kindOf(nounOf(noun).fields[field]!).kind === "user" ? "user_key" : "user_id";
}

/** A record of a row: what is null is absent. */
export function recordOf(row: Record<string, unknown>): TransferRecord {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

function statementsOf(noun: NounName): TableStatements {
  return {
    open: `DECLARE all_${noun} NO SCROLL CURSOR FOR ${selectOf(noun)}`,
    next: statement(`FETCH ${BATCH} FROM all_${noun}`),
    count: statement(`SELECT count(*) AS count FROM ${noun}`),
    clear: nounOf(noun).single ? statement(`DELETE FROM ${noun}`) : null,
    add: statement(insertOf(noun)),
  };
}

function selectOf(noun: NounName): string {
  const { fields, order } = nounOf(noun);
  const columns: string[] = [];
  const joins: string[] = [];
  for (const [field, declared] of Object.entries(fields)) {
    const { kind } = kindOf(declared);
    const column = `t.${columnOf(noun, field)}`;
    if (kind === "user" || kind === "room") {
      joins.push(`LEFT JOIN ${kind}s AS of_${field} ON of_${field}.key = ${column}`);
      columns.push(`of_${field}.id AS "${field}"`);
    } else {
      columns.push(`${column} AS "${field}"`);
    }
  }
  const ordered = order.map((field) => `t.${columnOf(noun, field)}`).join(", ");
  return `SELECT ${columns.join(", ")} FROM ${noun} AS t ${joins.join(" ")} ORDER BY ${ordered}`;
}

function insertOf(noun: NounName): string {
  const fields = Object.entries(nounOf(noun).fields)
    .map(([field, declared]) => ({ field, kind: kindOf(declared).kind }));
  const columns = fields.map(({ field }) => columnOf(noun, field)).join(", ");
  const given = fields.map(({ field, kind }) => `"${field}" ${TYPES[kind]}`).join(", ");
  const names = fields.map(({ field }) => `"${field}"`).join(", ");
  const isReference = (kind: string) => kind === "user" || kind === "room";
  const values = fields.map(({ field, kind }) =>
    isReference(kind) ? `of_${field}.key` : `x."${field}"`
  ).join(", ");
  const joins = fields.filter(({ kind }) => isReference(kind))
    .map(({ field, kind }) => `LEFT JOIN ${kind}s AS of_${field} ON of_${field}.id = x."${field}"`)
    .join(" ");
  // Where a number is the key itself, it stays what it was.
  const overriding = fields.some(({ field, kind }) => field === "id" && kind === "number")
    ? "OVERRIDING SYSTEM VALUE"
    : "";
  return `INSERT INTO ${noun} (${columns}) ${overriding}
    SELECT ${values} FROM ROWS FROM (json_to_recordset($1::json) AS (${given}))
      WITH ORDINALITY AS x (${names}, place) ${joins} ORDER BY place`;
}
