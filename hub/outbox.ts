import type { Limits } from "../protocol/limits.ts";
import { FlowControl } from "./flow_control.ts";
import { nextFrame } from "./frame.ts";
import type { Clock, Dialect, Transport } from "./ports.ts";
import type { Turn, TurnEnd } from "./turn.ts";

interface Line {
  text: string;
  /** The room whose events these are; null for what must not be left out. */
  room: string | null;
}

export interface OutboxOptions {
  transport: Transport;
  clock: Clock;
  turn: Turn;
  limits: Limits;
  /** `canResume`: whether events may be left out and asked for later. `coalesces`: whether lines share a frame. */
  dialect: Pick<Dialect, "canResume" | "coalesces">;
  /** The lines that say events of a room were left out. */
  laggedLines: (room: string) => string[];
  /** The peer is too slow: its connection must end. Called at most once. */
  onTooSlow: () => void;
}

/** What waits to be written to one peer. Writes once a turn, as far as the socket takes it; the rest waits,
 *  up to `outboxBytes`. Past that the peer lags: it keeps its replies, loses events, and once its socket
 *  has drained is told which rooms to catch up on. A peer that lags, or takes nothing at all, for `lagMs`
 *  is too slow. Memory is bounded by `outboxBytes` + `socketBufferBytes` + one frame. */
export class Outbox implements TurnEnd {
  readonly #options: OutboxOptions;
  readonly #flow: FlowControl;
  #waiting: Line[] = [];
  #waitingLength = 0;
  #queued = false;
  #closed = false;
  /** Set while the peer lags: takes back its dismissal. */
  #cancelDismissal: (() => void) | null = null;
  readonly #missed = new Set<string>();
  #flushed: PromiseWithResolvers<void> | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#flow = new FlowControl({
      ...options,
      onDrained: () => this.#onDrained(),
      onStalled: () => this.#tooSlow(),
    });
  }

  /** Resolves once nothing waits here to be written; at once when nothing does. */
  flushed(): Promise<void> {
    if (this.#closed || this.#waiting.length === 0) return Promise.resolve();
    this.#flushed ??= Promise.withResolvers();
    return this.#flushed.promise;
  }

  /** Queues a line that must arrive, or the connection ends. */
  push(text: string): void {
    this.#add({ text, room: null });
  }

  /** Queues lines of a room's events, which a lagging peer catches up on later. */
  offer(text: string, room: string): void {
    if (this.#lagging && this.#options.dialect.canResume) this.#missed.add(room);
    else this.#add({ text, room });
  }

  endTurn(): void {
    this.#queued = false;
    if (!this.#closed) this.#write();
  }

  /** Writes what waits, if the socket takes it, and accepts nothing more. */
  close(): void {
    if (this.#closed) return;
    this.#write();
    this.#end();
  }

  get #lagging(): boolean {
    return this.#cancelDismissal !== null;
  }

  get #isOverfull(): boolean {
    return this.#waitingLength > this.#options.limits.outboxBytes;
  }

  #add(line: Line): void {
    if (this.#closed) return;
    this.#waiting.push(line);
    this.#waitingLength += line.text.length + 1;
    if (this.#isOverfull) return this.#overflow();
    if (this.#queued || this.#flow.blocked) return;
    this.#queued = true;
    this.#options.turn.addOutbox(this);
  }

  /** More than the outbox holds may still be less than the socket takes. */
  #overflow(): void {
    this.#write();
    if (this.#isOverfull) this.#lag();
    if (this.#isOverfull) this.#tooSlow();
  }

  #write(): void {
    const lines = this.#waiting.map((line) => line.text);
    let written = 0;
    while (written < lines.length) {
      const { frame, end } = nextFrame(lines, written, this.#options.dialect.coalesces);
      if (!this.#flow.write(frame)) break;
      written = end;
    }
    if (written > 0) this.#keep(this.#waiting.slice(written));
    if (this.#waiting.length === 0) this.#release();
  }

  #keep(lines: Line[]): void {
    this.#waiting = lines;
    this.#waitingLength = lines.reduce((sum, line) => sum + line.text.length + 1, 0);
  }

  #lag(): void {
    this.#cancelDismissal ??= this.#options.clock.after(
      this.#options.limits.lagMs,
      () => this.#tooSlow(),
    );
    if (!this.#options.dialect.canResume) return;
    for (const line of this.#waiting) {
      if (line.room !== null) this.#missed.add(line.room);
    }
    this.#keep(this.#waiting.filter((line) => line.room === null));
  }

  #onDrained(): void {
    this.#cancelDismissal?.();
    this.#cancelDismissal = null;
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const room of missed) {
      for (const line of this.#options.laggedLines(room)) this.push(line);
    }
    this.#write();
  }

  #release(): void {
    this.#flushed?.resolve();
    this.#flushed = null;
  }

  #tooSlow(): void {
    this.#end();
    this.#options.onTooSlow();
  }

  #end(): void {
    this.#closed = true;
    this.#keep([]);
    this.#flow.stop();
    this.#cancelDismissal?.();
    this.#release();
  }
}
