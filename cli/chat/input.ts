import type { KeyName, TypedKey } from "../terminal/keys.ts";
import {
  backspace,
  deleteToEnd,
  deleteToStart,
  deleteWord,
  down,
  EMPTY_LINE,
  end,
  home,
  insert,
  left,
  type Line,
  lineOf,
  remove,
  right,
  up,
  wordLeft,
  wordRight,
} from "../terminal/line.ts";
import { LineHistory } from "../terminal/line_history.ts";

const STEPS: Partial<Record<KeyName, (line: Line) => Line>> = {
  left,
  right,
  "word-left": wordLeft,
  "word-right": wordRight,
  home,
  end,
  backspace,
  delete: remove,
  "delete-word": deleteWord,
  "delete-to-start": deleteToStart,
  "delete-to-end": deleteToEnd,
  newline: (line) => insert(line, "\n"),
};

/** The input while somebody writes in it. */
export class Input {
  line: Line = EMPTY_LINE;
  readonly #history = new LineHistory();

  get text(): string {
    return this.line.text;
  }

  /** Puts a text in place of what is there. */
  set(text: string): void {
    this.line = lineOf(text);
  }

  /** Does what a key does to the input. False for one that means something else. */
  press(key: TypedKey): boolean {
    if (key.kind !== "press") this.line = insert(this.line, key.text);
    else if (key.name === "up") this.#go(up(this.line), () => this.#history.older(this.text));
    else if (key.name === "down") this.#go(down(this.line), () => this.#history.newer());
    else if (STEPS[key.name]) this.line = STEPS[key.name]!(this.line);
    else return false;
    return true;
  }

  /** Enter: the text, and an empty input; null when a backslash at the end made it another row. */
  enter(): string | null {
    const { text, cursor } = this.line;
    if (text.endsWith("\\") && cursor === text.length) {
      this.line = lineOf(`${text.slice(0, -1)}\n`);
      return null;
    }
    this.line = EMPTY_LINE;
    if (text.trim() !== "") this.#history.add(text);
    return text;
  }

  /** To another row, or to another line at the first and last one. */
  #go(row: Line | null, remembered: () => string | null): void {
    const line = row ? null : remembered();
    if (row) this.line = row;
    else if (line !== null) this.line = lineOf(line);
  }
}
