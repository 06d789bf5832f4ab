import { withoutControls } from "../../client/outgoing/sendable_text.ts";

/** What stands in the input, and where the cursor is. It may have several rows. Immutable; every function gives the
 *  line after one step. The cursor never stands inside a character as people see it. */
export interface Line {
  readonly text: string;
  /** An index into `text`, in UTF-16 code units. */
  readonly cursor: number;
}

export const EMPTY_LINE: Line = { text: "", cursor: 0 };

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** A line with the cursor at its end. */
export function lineOf(text: string): Line {
  return { text, cursor: text.length };
}

/** Puts a text in at the cursor, without control characters but tabs; line breaks become "\n". */
export function insert({ text, cursor }: Line, added: string): Line {
  const clean = withoutControls(added);
  const after = text.slice(cursor);
  const before = text.slice(0, cursor) + clean;
  // What was put in may have joined what stands behind it.
  return { text: before + after, cursor: atBoundary(before + after, before.length) };
}

export function left(line: Line): Line {
  return { ...line, cursor: previous(line) };
}

export function right(line: Line): Line {
  return { ...line, cursor: next(line) };
}

export function wordLeft({ text, cursor }: Line): Line {
  let start = 0;
  for (const { index, isWordLike } of words.segment(text.slice(0, cursor))) {
    if (isWordLike) start = index;
  }
  return { text, cursor: start };
}

export function wordRight({ text, cursor }: Line): Line {
  for (const { index, segment, isWordLike } of words.segment(text.slice(cursor))) {
    if (isWordLike) return { text, cursor: cursor + index + segment.length };
  }
  return { text, cursor: text.length };
}

/** To the start of the row. */
export function home({ text, cursor }: Line): Line {
  return { text, cursor: text.lastIndexOf("\n", cursor - 1) + 1 };
}

/** To the end of the row. */
export function end({ text, cursor }: Line): Line {
  const found = text.indexOf("\n", cursor);
  return { text, cursor: found < 0 ? text.length : found };
}

/** One row up, or null on the first one. */
export function up(line: Line): Line | null {
  const start = home(line).cursor;
  if (start === 0) return null;
  const above = home({ ...line, cursor: start - 1 }).cursor;
  return inRow(line, above, line.cursor - start);
}

/** One row down, or null on the last one. */
export function down(line: Line): Line | null {
  const { text, cursor } = line;
  const below = end(line).cursor + 1;
  if (below > text.length) return null;
  return inRow(line, below, cursor - home(line).cursor);
}

export function backspace(line: Line): Line {
  return cut(line, previous(line), line.cursor);
}

/** Deletes the character under the cursor. */
export function remove(line: Line): Line {
  return cut(line, line.cursor, next(line));
}

export function deleteWord(line: Line): Line {
  return cut(line, wordLeft(line).cursor, line.cursor);
}

export function deleteToStart(line: Line): Line {
  return cut(line, home(line).cursor, line.cursor);
}

export function deleteToEnd(line: Line): Line {
  return cut(line, line.cursor, end(line).cursor);
}

function cut({ text }: Line, from: number, to: number): Line {
  const joined = text.slice(0, from) + text.slice(to);
  return { text: joined, cursor: atBoundary(joined, from) };
}

function previous({ text, cursor }: Line): number {
  return cursor === 0 ? 0 : graphemes.segment(text).containing(cursor - 1)!.index;
}

function next({ text, cursor }: Line): number {
  const found = graphemes.segment(text).containing(cursor);
  return found ? found.index + found.segment.length : text.length;
}

/** The cursor in a row, as far to the right as it was in another. */
function inRow({ text }: Line, start: number, offset: number): Line {
  const last = end({ text, cursor: start }).cursor;
  return { text, cursor: atBoundary(text, Math.min(start + offset, last)) };
}

/** The end of the character that a position falls into. */
function atBoundary(text: string, position: number): number {
  const found = graphemes.segment(text).containing(position);
  if (!found || found.index === position) return position;
  return found.index + found.segment.length;
}
