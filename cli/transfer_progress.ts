import type { Trailer } from "../store/transfer/write_export.ts";

/** How often it is told how far it is, in milliseconds. */
const TELL_MS = 1_000;

/** Tells on standard error how far an export or an import is, on one line that is written over. */
export class ProgressLine implements Disposable {
  readonly #isTerminal = Deno.stderr.isTerminal();
  #toldAtMs = performance.now();

  /** @param count of records of that noun so far */
  readonly show = (noun: string, count: number): void => {
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < TELL_MS) return;
    this.#toldAtMs = nowMs;
    const text = `${noun}: ${count.toLocaleString("en")}`;
    this.#write(this.#isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  };

  [Symbol.dispose](): void {
    if (this.#isTerminal) this.#write("\r\x1b[K");
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  }
}

/** What was moved, in a few words. */
export function tell(totals: Trailer["end"]): string {
  const counts = Object.entries(totals).filter(([, { count }]) => count > 0)
    .map(([noun, { count }]) => `${count.toLocaleString("en")} ${noun.replaceAll("_", " ")}`);
  return counts.join(", ");
}
