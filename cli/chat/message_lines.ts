import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { failureOf, type OutgoingItem, textOf } from "../../client/outgoing/outgoing_item.ts";
import type { Message } from "../../protocol/entities.ts";
import { safeLine, safeText } from "../safe_text.ts";
import { shownName } from "./shown_name.ts";
import type { Style } from "../style.ts";

/** How what is printed looks. */
export interface Look {
  /** Columns of the terminal. */
  columns: number;
  style: Style;
  /** Ids; see `nameTag`. */
  namesakes: ReadonlySet<string>;
}

/** Columns that "14:05 " takes: where text goes on when there is no room beside the name. */
const TIME_COLUMNS = 6;
/** Text is indented by at most this part of the terminal. */
const MOST_INDENT = 0.4;
/** Longest part of one message that is repeated in another line, in columns. */
const SNIPPET_COLUMNS = 30;

/** One message as lines: the time, who, and what, its further lines indented as far as its first one.
 *  @param answered the message it answers, if it answers one; null when that one is not loaded */
export function messageLines(message: Message, look: Look, answered?: Message | null): string[] {
  const { style } = look;
  const { user, text, at, editedAt, deletedAt } = message;
  if (deletedAt !== undefined) {
    return sayLines(at, user, { ...look, text: "deleted this message", paint: style.faint });
  }
  const answer = answered === undefined ? [] : [answerLine(answered, look)];
  const after = editedAt === undefined ? "" : style.faint(" (edited)");
  return [...answer, ...sayLines(at, user, { ...look, text: safeText(text), after })];
}

/** That a message which stands further up says something else now, or is gone.
 *  @param before what it said */
export function changeLines(message: Message, before: string, look: Look): string[] {
  const { style } = look;
  const { user, text, at, editedAt, deletedAt } = message;
  if (deletedAt !== undefined) {
    const said = `deleted the message of ${clockText(at)}`;
    return sayLines(deletedAt, user, { ...look, text: said, paint: style.faint });
  }
  const after = style.faint(` (was: ${snippet(before)})`);
  return sayLines(editedAt ?? at, user, { ...look, text: safeText(text), after });
}

/** One's own message that waits to be sent, or could not be: one line, however long it is. */
export function pendingLine(item: OutgoingItem, { columns, style }: Look): string {
  const failure = failureOf(item);
  const state = failure === null ? "sending" : `not sent: ${safeLine(failure)}`;
  const most = Math.max(10, columns - stringWidth(state) - 10);
  const paint = failure === null ? style.faint : style.alert;
  return paint(clip(`  … ${snippet(textOf(item), most)} (${state})`, columns - 1));
}

/** The beginning of a text as one line of at most so many columns. */
export function snippet(text: string, mostColumns = SNIPPET_COLUMNS): string {
  return clip(safeLine(text).replace(/\s+/g, " ").trim(), mostColumns);
}

/** A text without colours, cut to a width. */
export function clip(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** As in "14:05". */
export function clockText(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0"))
    .join(":");
}

interface Said extends Look {
  text: string;
  /** What stands behind the text, with its colours. */
  after?: string;
  paint?: (text: string) => string;
}

function sayLines(
  at: number,
  user: Message["user"],
  { columns, style, namesakes, text, after = "", paint = same }: Said,
): string[] {
  const name = shownName(user, namesakes);
  const head = `${style.faint(clockText(at))} ${style.person(user.id, name)}`;
  const beside = TIME_COLUMNS + stringWidth(name) + 2;
  const fits = beside <= Math.max(TIME_COLUMNS, columns * MOST_INDENT);
  const indent = fits ? beside : TIME_COLUMNS;
  const rows = wrap(text, columns - indent).map(paint);
  const last = rows.length - 1;
  rows[last] = appended(rows[last]!, after, columns - indent);
  const lines = rows.join("\n").split("\n").map((row) => " ".repeat(indent) + row);
  if (!fits) return [head, ...lines];
  return [`${head}  ${lines[0]!.slice(indent)}`, ...lines.slice(1)];
}

/** Behind a row if it fits, else below it. */
function appended(row: string, after: string, columns: number): string {
  return stringWidth(row) + stringWidth(after) <= columns ? row + after : `${row}\n${after.trim()}`;
}

/** Broken between words, except one that is longer than a row: the terminal breaks that, so that an address stays
 *  whole when it is copied. Rows keep the white space they begin with. */
function wrap(text: string, columns: number): string[] {
  return text.split("\n").flatMap((row) => {
    const [, space = "", rest = ""] = /^(\s*)(.*)$/u.exec(row)!;
    const indent = space.slice(0, columns >> 1);
    return wrapAnsi(rest, columns - indent.length, { hard: false }).split("\n")
      .map((part) => indent + part);
  });
}

function answerLine(answered: Message | null, { columns, style, namesakes }: Look): string {
  const to = answered && answered.deletedAt === undefined
    ? `${shownName(answered.user, namesakes)}: ${snippet(answered.text)}`
    : "an earlier message";
  return style.faint(clip(`${" ".repeat(TIME_COLUMNS)}↪ ${to}`, columns));
}

function same(text: string): string {
  return text;
}
