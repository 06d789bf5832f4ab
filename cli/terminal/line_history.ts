/** Most lines remembered. */
const MOST_LINES = 200;

/** What was entered before, for the up and down keys. What is being written is kept while one looks back. */
export class LineHistory {
  #lines: string[] = [];
  /** Where one looks; the length: at what is being written. */
  #index = 0;
  #unfinished = "";

  /** Remembers a line that was entered. */
  add(text: string): void {
    if (this.#lines.at(-1) !== text) this.#lines = [...this.#lines, text].slice(-MOST_LINES);
    this.#index = this.#lines.length;
  }

  /** The line before; null at the oldest one.
   *  @param current what stands in the input */
  older(current: string): string | null {
    if (this.#index === 0) return null;
    if (this.#index === this.#lines.length) this.#unfinished = current;
    return this.#lines[--this.#index]!;
  }

  /** The line after; null at what is being written. */
  newer(): string | null {
    if (this.#index === this.#lines.length) return null;
    this.#index++;
    return this.#lines[this.#index] ?? this.#unfinished;
  }
}
