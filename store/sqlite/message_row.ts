import type { Content } from "../../protocol/content.ts";
import { type Message, publicUser, type Role } from "../../protocol/entities.ts";

/** What a query selects to give messages; its rows go to `toMessage`. The text comes as bytes if it holds
 *  U+0000, because Deno 2.9 reads a SQLite text only up to there. */
export const SELECT_MESSAGES = `
  SELECT m.seq, m.version, m.client_id AS id, u.id AS userId, u.name AS userName, u.role AS userRole,
    iif(instr(m.text, char(0)), CAST(m.text AS BLOB), m.text) AS text,
    m.rest, m.at, m.edited_at AS editedAt, m.deleted_at AS deletedAt
  FROM messages m JOIN users u ON u.key = m.user`;

export interface MessageRow {
  seq: number;
  version: number;
  id: string;
  userId: string;
  userName: string;
  userRole: Role;
  text: string | Uint8Array;
  /** As `restOf` gives it. */
  rest: string | null;
  at: number;
  editedAt: number | null;
  deletedAt: number | null;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The message as it goes over the wire: what doesn't apply is absent, not null. */
export function toMessage(row: MessageRow): Message {
  const message: Message = {
    seq: row.seq,
    version: row.version,
    id: row.id,
    user: publicUser({ id: row.userId, name: row.userName, role: row.userRole }),
    text: typeof row.text === "string" ? row.text : decoder.decode(row.text),
    at: row.at,
  };
  if (row.editedAt !== null) message.editedAt = row.editedAt;
  if (row.deletedAt !== null) message.deletedAt = row.deletedAt;
  return row.rest === null ? message : Object.assign(message, JSON.parse(row.rest));
}

/** The content besides its text, as the column `rest` has it. */
export function restOf(content: Content): string | null {
  if (!hasRest(content)) return null;
  const { text: _, ...rest } = content;
  return JSON.stringify(rest);
}

/** Most messages have none: they take no copy. */
function hasRest(content: Content): boolean {
  for (const field in content) {
    if (field !== "text" && content[field as keyof Content] !== undefined) return true;
  }
  return false;
}
