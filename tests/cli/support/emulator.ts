import xterm from "@xterm/headless";

/** What a terminal shows after what was written to it. */
export class Emulator {
  readonly #terminal;

  /** @param options.answer takes what the terminal says when it is asked something */
  constructor(
    { columns, rows, answer }: { columns: number; rows: number; answer?: (text: string) => void },
  ) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 10_000,
      allowProposedApi: true,
    });
    if (answer) this.#terminal.onData(answer);
  }

  /** Resolves when it is on the screen. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(data, resolve));
  }

  resize({ columns, rows }: { columns: number; rows: number }): void {
    this.#terminal.resize(columns, rows);
  }

  /** Whether an update has begun that is to appear as one, and has not ended: a terminal shows what was there before. */
  get isHeld(): boolean {
    return this.#terminal.modes.synchronizedOutputMode;
  }

  /** Everything written so far, scrolled away or not, without the empty rows below and white space at the
   *  ends. Rows that the terminal itself has
   *  broken are one. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    const lines: string[] = [];
    for (let index = 0; index < active.length; index++) {
      const row = active.getLine(index)!;
      const text = row.translateToString(true);
      if (row.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
      else lines.push(text);
    }
    while (lines.at(-1)?.trim() === "") lines.pop();
    return lines.map((line) => line.trimEnd());
  }

  /** Where the cursor is: the text of its row, and how many columns are left of it. */
  get cursor(): { row: string; column: number } {
    const { active } = this.#terminal.buffer;
    const row = active.getLine(active.baseY + active.cursorY)!.translateToString(true);
    return { row, column: active.cursorX };
  }
}
