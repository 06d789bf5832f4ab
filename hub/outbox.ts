import type { Limits } from "../protocol/limits.ts";
import type { Clock, Transport } from "./ports.ts";
import type { Turn, TurnEnd } from "./turn.ts";

/** How often a lagging peer is looked at, in milliseconds: sockets don't tell when they have drained. */
const LAG_POLL_MS = 100;

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
  /** Whether events may be left out and asked for later. */
  canResume: boolean;
  /** The line that says events of a room were left out. */
  laggedLine: (room: string) => string | null;
  /** The peer is too slow: its connection must end. Called at most once. */
  onTooSlow: () => void;
}

/** What waits to be written to one peer. Writes one frame a turn, and never to a socket that already
 *  holds `socketBufferBytes`: then the peer lags. A lagging peer keeps its replies, loses events, and once
 *  its socket has drained is told which rooms to catch up on. Memory is bounded by
 *  `outboxBytes` + `socketBufferBytes` + one frame. */
export class Outbox implements TurnEnd {
  readonly #options: OutboxOptions;
  #waiting: Line[] = [];
  #waitingLength = 0;
  #queued = false;
  #closed = false;
  #laggingSince: number | null = null;
  readonly #missed = new Set<string>();
  #stopPolling: (() => void) | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get lagging(): boolean {
    return this.#laggingSince !== null;
  }

  /** Queues a line that must arrive, or the connection ends. */
  push(text: string): void {
    this.#add({ text, room: null });
  }

  /** Queues lines of a room's events, which a lagging peer catches up on later. */
  offer(text: string, room: string): void {
    if (this.lagging && this.#options.canResume) this.#missed.add(room);
    else this.#add({ text, room });
  }

  endTurn(): void {
    this.#queued = false;
    if (this.#closed || this.lagging || this.#waiting.length === 0) return;
    const { transport, limits } = this.#options;
    if (transport.bufferedBytes > limits.socketBufferBytes) this.#startLagging();
    else this.#write();
  }

  /** Writes what waits now, if the socket takes it, and accepts nothing more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { transport, limits } = this.#options;
    if (!this.lagging && transport.bufferedBytes <= limits.socketBufferBytes) this.#write();
    this.#waiting = [];
    this.#stopPolling?.();
  }

  #add(line: Line): void {
    if (this.#closed) return;
    this.#waiting.push(line);
    this.#waitingLength += line.text.length + 1;
    if (this.#waitingLength > this.#options.limits.outboxBytes) return this.#tooSlow();
    if (this.#queued || this.lagging) return;
    this.#queued = true;
    this.#options.turn.addOutbox(this);
  }

  #write(): void {
    const lines = this.#waiting;
    if (lines.length === 0) return;
    this.#waiting = [];
    this.#waitingLength = 0;
    // A room's burst is one string shared by all its members; don't copy it for the usual single line.
    const frame = lines.length === 1 ? lines[0]!.text : lines.map((line) => line.text).join("\n");
    this.#options.transport.send(frame);
  }

  #startLagging(): void {
    this.#laggingSince = this.#options.clock.monotonic();
    if (this.#options.canResume) {
      for (const line of this.#waiting) {
        if (line.room !== null) this.#missed.add(line.room);
      }
      this.#waiting = this.#waiting.filter((line) => line.room === null);
      this.#waitingLength = this.#waiting.reduce((sum, line) => sum + line.text.length + 1, 0);
    }
    this.#poll();
  }

  #poll(): void {
    this.#stopPolling = this.#options.clock.after(LAG_POLL_MS, () => {
      const { transport, limits, clock } = this.#options;
      // Half: a peer at the very edge would lag again with the next frame.
      if (transport.bufferedBytes <= limits.socketBufferBytes / 2) this.#recover();
      else if (clock.monotonic() - this.#laggingSince! >= limits.lagMs) this.#tooSlow();
      else this.#poll();
    });
  }

  #recover(): void {
    this.#laggingSince = null;
    this.#stopPolling = null;
    const missed = [...this.#missed];
    this.#missed.clear();
    for (const room of missed) {
      const line = this.#options.laggedLine(room);
      if (line !== null) this.push(line);
    }
    if (!this.#queued && this.#waiting.length > 0) {
      this.#queued = true;
      this.#options.turn.addOutbox(this);
    }
  }

  #tooSlow(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#stopPolling?.();
    this.#options.onTooSlow();
  }
}
