import type { PostgresConnection } from "../../postgres/connection.ts";
import { statement } from "../../postgres/statement.ts";

const READ = statement("SELECT value FROM epoch");
const SET = statement("UPDATE epoch SET value = $1");
const ADD = statement("INSERT INTO epoch (value) VALUES ($1)");

/** Which data a version is of. It goes with the data, into a dump, too: who restores one begins another. */
export async function readEpoch(connection: PostgresConnection): Promise<string> {
  const [row] = await connection.query<{ value: string }>(READ);
  return row!.value;
}

/** That of a database that had none. */
export async function makeEpoch(connection: PostgresConnection): Promise<void> {
  await connection.query(ADD, [newEpoch()]);
}

/** From here on no version that anybody was told counts. */
export async function beginEpoch(connection: PostgresConnection): Promise<void> {
  await connection.query(SET, [newEpoch()]);
}

function newEpoch(): string {
  return crypto.getRandomValues(new Uint8Array(8)).toHex();
}
