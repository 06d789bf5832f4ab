import stringWidth from "string-width";

/** What stands below the log and changes: drawn over and over in the same place. */
export interface Live {
  /** At least one; each narrower than the terminal. */
  rows: string[];
  cursorRow: number;
  cursorColumn: number;
}

/** Several changes appear as one, where the terminal can do that; others pass over it. */
const HOLD = "\x1b[?2026h\x1b[?25l";
const SHOW = "\x1b[?25h\x1b[?2026l";
const CLEAR_BELOW = "\x1b[J";
const CLEAR_ALL = "\x1b[2J\x1b[H";

/** The log above, which belongs to the terminal with its scrolling, searching and copying once it is written, and a few
 *  live rows below it. */
export class Screen {
  readonly #write: (text: string) => void;
  #live: Live = { rows: [""], cursorRow: 0, cursorColumn: 0 };

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Adds lines to the log, and draws the live rows anew below them. */
  paint(lines: readonly string[], live: Live): void {
    const log = lines.map((line) => `${line}\r\n`).join("");
    this.#write(HOLD + this.#toTop() + CLEAR_BELOW + log + this.#draw(live) + SHOW);
  }

  /** Clears what is in sight, and draws the live rows at the top. */
  clear(live: Live): void {
    this.#write(HOLD + CLEAR_ALL + this.#draw(live) + SHOW);
  }

  /** The terminal has another width, and has broken the live rows that do not fit any more. Whether it has broken the
   *  one with the cursor too, or cut it off, is up to the terminal: the column where the cursor is now tells.
   *  @param size of the terminal now
   *  @param column of the cursor now; null when the terminal does not say */
  resized({ columns, rows }: { columns: number; rows: number }, column: number | null): void {
    const { rows: drawn, cursorRow, cursorColumn } = this.#live;
    const above = drawn.slice(0, cursorRow)
      .reduce((sum, row) => sum + Math.max(1, Math.ceil(stringWidth(row) / columns)), 0);
    // In doubt it was cut off: a piece of the input may stay behind then, but no line of the log is lost.
    const isBroken = column === cursorColumn % columns && column < columns - 1;
    const top = Math.min(above + (isBroken ? Math.floor(cursorColumn / columns) : 0), rows - 1);
    this.#live = { ...this.#live, cursorRow: top };
  }

  /** Leaves the terminal as other programs expect it: nothing live, the cursor on a row of its own. */
  end(lines: readonly string[]): void {
    this.#write(this.#toTop() + CLEAR_BELOW + lines.map((line) => `${line}\r\n`).join(""));
  }

  /** To the first column of the first live row. */
  #toTop(): string {
    return `\r${up(this.#live.cursorRow)}`;
  }

  #draw(live: Live): string {
    this.#live = live;
    const { rows, cursorRow, cursorColumn } = live;
    return `${rows.join("\r\n")}${up(rows.length - 1 - cursorRow)}\x1b[${cursorColumn + 1}G`;
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
