import stringWidth from "string-width";
import { safeText } from "../safe_text.ts";
import type { Line } from "./line.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The input as it is drawn. */
export interface InputRows {
  /** At least one. */
  rows: string[];
  /** Where the cursor is: which row, and after how many columns of it. */
  cursorRow: number;
  cursorColumn: number;
}

export interface InputShape {
  /** What stands in front of the first row; those below are indented as far. May hold colours. */
  prompt: string;
  /** Columns that may be used, at least a few more than the prompt takes. */
  columns: number;
  /** Most rows that may be used; of a longer input those around the cursor are shown. */
  mostRows: number;
}

/** Breaks the input into rows. A character that takes two columns is never cut in half. */
export function inputRows({ text, cursor }: Line, shape: InputShape): InputRows {
  const indent = stringWidth(shape.prompt);
  const rows = [""];
  let column = indent;
  let place = { row: 0, column };
  const breakRow = () => {
    rows.push("");
    column = indent;
  };
  for (const { segment, index } of graphemes.segment(text)) {
    const shown = segment === "\n" ? "" : safeText(segment);
    const width = stringWidth(shown);
    // The cursor itself needs a column behind the last character.
    if (column + width > shape.columns - 1) breakRow();
    if (index === cursor) place = { row: rows.length - 1, column };
    if (segment === "\n") breakRow();
    rows[rows.length - 1] += shown;
    column += width;
  }
  if (cursor >= text.length) place = { row: rows.length - 1, column };
  const first = Math.max(0, Math.min(place.row - shape.mostRows + 1, rows.length - shape.mostRows));
  return {
    rows: rows.slice(first, first + shape.mostRows).map((row, index) =>
      (index === 0 ? shape.prompt : " ".repeat(indent)) + row
    ),
    cursorRow: place.row - first,
    cursorColumn: place.column,
  };
}
