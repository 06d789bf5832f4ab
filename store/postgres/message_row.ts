import type { Content } from "../../protocol/content.ts";
import { type Message, publicUser, type Role } from "../../protocol/entities.ts";

/** What a query selects from `messages m JOIN users u`; its rows go to `toMessage`. */
export const MESSAGE_COLUMNS = `m.seq, m.version, m.client_id AS id, u.id AS "userId",
  u.name AS "userName", u.role AS "userRole", m.text, m.rest, m.at, m.edited_at AS "editedAt", m.deleted_at AS "deletedAt"`;

export interface MessageRow {
  seq: number;
  version: number;
  id: string;
  userId: string;
  userName: string;
  userRole: Role;
  text: string;
  /** As `restOf` gives it. */
  rest: Partial<Content> | null;
  at: number;
  editedAt: number | null;
  deletedAt: number | null;
}

/** The message as it goes over the wire: what doesn't apply is absent, not null. */
export function toMessage(row: MessageRow): Message {
  const message: Message = {
    seq: row.seq,
    version: row.version,
    id: row.id,
    user: publicUser({ id: row.userId, name: row.userName, role: row.userRole }),
    text: row.text,
    at: row.at,
  };
  if (row.editedAt !== null) message.editedAt = row.editedAt;
  if (row.deletedAt !== null) message.deletedAt = row.deletedAt;
  return row.rest === null ? message : Object.assign(message, row.rest);
}

/** The content besides its text, as the column `rest` has it: as JSON. With the text, too, where that has a U+0000, which
 *  no column of text can hold; there it is kept with U+FFFD in its place. */
export function restOf(content: Content): string | null {
  const { text, ...rest } = content;
  const kept = text.includes("\0") ? content : rest;
  // Most messages have none.
  for (const field in kept) {
    if (kept[field as keyof typeof kept] !== undefined) return JSON.stringify(kept);
  }
  return null;
}
