import type { Message } from "../../protocol/entities.ts";
import { safeLine, safeText } from "../safe_text.ts";
import type { Style } from "../style.ts";

/** A change as lines of text, each with its end: when, who, and what. Further lines of one message are indented.
 *  A change to an older message says so. */
export function messageRecord(message: Message, style: Style): string {
  const { user, text, at, editedAt, deletedAt } = message;
  const name = style.person(user.id, safeLine(user.name));
  const when = style.faint(stamp(deletedAt ?? editedAt ?? at));
  if (deletedAt !== undefined) return `${when} ${name} deleted the message of ${stamp(at)}\n`;
  const said = safeText(text).replaceAll("\n", "\n    ");
  if (editedAt === undefined) return `${when} ${name}: ${said}\n`;
  return `${when} ${name} changed the message of ${stamp(at)}: ${said}\n`;
}

/** As in "2026-11-17 14:05:09", in the time zone of whoever reads. */
function stamp(at: number): string {
  const date = new Date(at);
  const local = new Date(at - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace("T", " ");
}
