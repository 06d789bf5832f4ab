import stringWidth from "string-width";
import { failureOf, type OutgoingItem } from "../../client/outgoing/outgoing_item.ts";
import type { ConnectionState, RoomSummary } from "../../client/types.ts";
import type { User } from "../../protocol/entities.ts";
import { COUNTED_UNREAD } from "../../protocol/limits.ts";
import { inputRows } from "../terminal/input_rows.ts";
import type { Line } from "../terminal/line.ts";
import type { Live } from "../terminal/screen.ts";
import { roomLabel } from "./room_label.ts";
import { clip, type Look, pendingLine } from "./message_lines.ts";
import { shownName } from "./shown_name.ts";

/** Most pending messages that are shown. */
const MOST_PENDING = 3;
/** The prompt takes at most this part of the terminal. */
const MOST_PROMPT = 1 / 2;

/** Everything that is shown below the log. */
export interface Below {
  connection: ConnectionState;
  /** The id of the one that is open. */
  room: string;
  rooms: readonly Pick<RoomSummary, "id" | "kind" | "title" | "unread">[];
  pending: readonly OutgoingItem[];
  typing: readonly User[];
  /** An answer to the last key, such as what may be completed; empty for none. */
  hint: string;
  line: Line;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The live rows: what is on its way, what is going on, and the input.
 *  @param look with `rows`, the height of the terminal */
export function liveRows(below: Below, look: Look & { rows: number }): Live {
  const input = inputRows(below.line, {
    prompt: prompt(below, look),
    columns: look.columns,
    mostRows: Math.max(1, look.rows >> 1),
  });
  const room = Math.max(0, look.rows - 1 - input.rows.length);
  const above = [...pendingRows(below.pending, look), ...status(below, look)];
  const shown = room === 0 ? [] : above.slice(-room);
  return {
    rows: [...shown, ...input.rows],
    cursorRow: shown.length + input.cursorRow,
    cursorColumn: input.cursorColumn,
  };
}

function pendingRows(pending: readonly OutgoingItem[], look: Look): string[] {
  // What failed needs the writer; of the rest the next ones to go.
  const failed = pending.filter((one) => failureOf(one) !== null);
  const others = pending.filter((one) => failureOf(one) === null);
  const shown = [...failed, ...others].slice(0, MOST_PENDING);
  const rows = shown.map((one) => pendingLine(one, look));
  const rest = pending.length - shown.length;
  if (rest > 0) rows.push(look.style.faint(`  … and ${rest} more`));
  return rows;
}

/** What is going on, on one row; none when all is quiet. */
function status({ connection, typing, hint, pending, now }: Below, look: Look): string[] {
  const { columns, style } = look;
  const parts: string[] = [];
  if (hint !== "") parts.push(hint);
  const away = connectionText(connection, now);
  if (away) parts.push(away);
  if (pending.some((one) => failureOf(one) !== null)) parts.push("/retry or /discard");
  if (typing.length > 0) parts.push(typingText(typing, look.namesakes));
  return parts.length === 0 ? [] : [style.faint(clip(`  ${parts.join(" · ")}`, columns - 1))];
}

function connectionText(connection: ConnectionState, now: number): string | null {
  switch (connection.status) {
    case "connecting":
      return "connecting …";
    case "waiting":
      return `offline, trying again in ${
        Math.max(0, Math.ceil((connection.retryAt - now) / 1_000))
      } s`;
    default:
      return null;
  }
}

function typingText(users: readonly User[], namesakes: ReadonlySet<string>): string {
  const names = users.map((user) => shownName(user, namesakes));
  if (names.length > 3) return "Several people are typing …";
  return `${names.join(", ")} ${names.length === 1 ? "is" : "are"} typing …`;
}

/** The room, and what is unread in others: "general (ops 3, design 12) › ". */
function prompt({ room, rooms }: Below, { columns, style }: Look): string {
  const most = Math.floor(columns * MOST_PROMPT);
  const open = rooms.find((one) => one.id === room);
  const unread = rooms.filter((one) => one.unread > 0 && one !== open)
    .map((one) =>
      `${roomLabel(one)} ${one.unread < COUNTED_UNREAD ? one.unread : `${COUNTED_UNREAD - 1}+`}`
    );
  const name = clip(open ? roomLabel(open) : room, most - 3);
  const news = unread.length === 0
    ? ""
    : clip(` (${unread.join(", ")})`, most - stringWidth(name) - 2);
  return `${style.bold(name)}${style.alert(news)} › `;
}
