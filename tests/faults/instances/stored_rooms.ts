import { PostgresConnection } from "../../../postgres/connection.ts";
import { readPostgresSettings } from "../../../postgres/settings.ts";
import { statement } from "../../../postgres/statement.ts";
import type { StoredMessage, StoredRoom } from "../history.ts";

const ROOMS = statement("SELECT key, id, version FROM rooms ORDER BY id");
const MESSAGES = statement(
  `SELECT m.seq, m.version, m.client_id AS id, u.name AS user, m.text,
     m.deleted_at IS NOT NULL AS deleted
   FROM messages m JOIN users u ON u.key = m.user_key WHERE m.room = $1 ORDER BY m.seq`,
);

/** Every room of a database, read by a program that shares no statement with the server. */
export async function readStoredRooms(url: string): Promise<StoredRoom[]> {
  const settings = readPostgresSettings({ DATABASE_URL: url })!;
  const connection = await PostgresConnection.open(settings, { name: "confab checker" });
  try {
    const rooms = await connection.query<{ key: number; id: string; version: number }>(ROOMS);
    return await Promise.all(rooms.map(async ({ key, id, version }) => ({
      id,
      version,
      messages: await connection.query<StoredMessage>(MESSAGES, [key]),
    })));
  } finally {
    await connection.close();
  }
}
