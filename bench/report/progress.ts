/** Tells on standard error what is being done: in one line that is written anew on a terminal, in lines else. */
export class Progress {
  readonly #startedAt = performance.now();
  readonly #isTerminal = Deno.stderr.isTerminal();

  tell(text: string): void {
    const seconds = Math.round((performance.now() - this.#startedAt) / 1_000);
    const line = `${String(seconds).padStart(4)} s  ${text}`;
    this.#write(this.#isTerminal ? `\r\x1b[K${line}` : `${line}\n`);
  }

  /** Leaves a line that stays. */
  note(text: string): void {
    this.#write(this.#isTerminal ? `\r\x1b[K${text}\n` : `${text}\n`);
  }

  end(): void {
    if (this.#isTerminal) this.#write("\r\x1b[K");
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  }
}
