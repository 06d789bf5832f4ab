import { systemClock } from "../../client/clock.ts";
import { print } from "../output.ts";
import { type Key, KeyDecoder, type TypedKey } from "./keys.ts";

/** How long after an escape the rest of a key may come, in milliseconds. */
const ESCAPE_MS = 50;
/** How long a terminal may take to tell where the cursor is, in milliseconds. Over a slow line it takes a while. */
const MEASURE_MS = 300;
const WHERE_IS_CURSOR = "\x1b[6n";
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";

export interface TtyListener {
  key(key: TypedKey): void;
  /** The terminal is about to tell where the cursor is: nothing may be written until `resized`. */
  resizing(): void;
  /** @param column the columns to the left of the cursor now; null when the terminal does not say */
  resized(column: number | null): void;
  /** The terminal is gone, or somebody ends the program from outside. */
  ended(): void;
}

/** The terminal this runs in, with every key given as it is pressed. */
export class Tty {
  readonly #decoder = new KeyDecoder();
  readonly #text = new TextDecoder();
  readonly #listener: TtyListener;
  readonly #stops: (() => void)[] = [];
  #cancelEscape: () => void = () => {};
  #cancelMeasure: () => void = () => {};
  /** How often was asked where the cursor is, without an answer. */
  #questions = 0;

  constructor(listener: TtyListener) {
    this.#listener = listener;
  }

  get size(): { columns: number; rows: number } {
    const { columns, rows } = Deno.consoleSize();
    // A pseudo-terminal that nobody has given a size says 0.
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Takes the terminal over. */
  start(): void {
    Deno.stdin.setRaw(true);
    print(PASTE_ON);
    this.#on("SIGWINCH", () => this.#measure());
    for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
      this.#on(signal, () => this.#listener.ended());
    }
    this.#read().catch(() => this.#listener.ended());
  }

  /** Gives it back as it was. */
  stop(): void {
    this.#cancelMeasure();
    for (const stop of this.#stops) stop();
    Deno.stdin.setRaw(false);
    print(PASTE_OFF);
  }

  async #read(): Promise<void> {
    const bytes = new Uint8Array(16_384);
    for (;;) {
      const count = await Deno.stdin.read(bytes);
      if (count === null) return this.#listener.ended();
      this.#cancelEscape();
      const chunk = this.#text.decode(bytes.subarray(0, count), { stream: true });
      this.#tell(this.#decoder.push(chunk));
      if (this.#decoder.isUnfinished) {
        const flush = () => this.#tell(this.#decoder.flush());
        this.#cancelEscape = systemClock.after(ESCAPE_MS, flush);
      }
    }
  }

  #tell(keys: Key[]): void {
    for (const key of keys) {
      if (key.kind === "cursor") this.#measured(key.column);
      else this.#listener.key(key);
    }
  }

  #measure(): void {
    this.#listener.resizing();
    this.#questions++;
    print(WHERE_IS_CURSOR);
    this.#cancelMeasure();
    this.#cancelMeasure = systemClock.after(MEASURE_MS, () => {
      this.#questions = 1;
      this.#measured(null);
    });
  }

  /** Of several answers the last one counts. */
  #measured(column: number | null): void {
    if (this.#questions === 0 || --this.#questions > 0) return;
    this.#cancelMeasure();
    this.#listener.resized(column);
  }

  #on(signal: Deno.Signal, listener: () => void): void {
    try {
      Deno.addSignalListener(signal, listener);
      this.#stops.push(() => Deno.removeSignalListener(signal, listener));
    } catch {
      // Windows knows few signals.
    }
  }
}
