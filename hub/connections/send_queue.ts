import { FlowControl, type FlowHost, type FlowOwner } from "./flow_control.ts";
import { nextFrame } from "./frame.ts";
import type { Dialect } from "../ports/dialect.ts";
import type { Transport } from "../ports/transport.ts";
import type { AnswerListener, Tick, TickListener } from "./tick.ts";

/** Text for a peer, one line or several, shared by all who get the same. */
export interface Lines {
  text: string;
  /** The room whose events these are, which a lagging peer catches up on later. Null for what may not be left out: when
   *  it does not fit, the connection ends. */
  room: string | null;
}

/** What all send queues share. */
export interface SendQueueHost extends FlowHost {
  tick: Tick;
}

/** Whose send queue it is. */
export interface SendQueueOwner {
  /** `canResume`: whether events may be left out and asked for later. `coalesces`: whether lines share a frame. */
  readonly dialect: Pick<Dialect, "canResume" | "coalesces">;
  /** The lines that say events of a room were left out. */
  laggedLines(room: string): string[];
  /** The peer is too slow: its connection must end. Called at most once. */
  tooSlow(): void;
}

/** What waits to be written to one peer. It writes at the end of a tick, as much as the socket takes; the rest waits, up
 *  to `sendQueueBytes`. Past that the peer lags: it keeps its replies, loses events, and is told which rooms to catch up
 *  on once its socket has drained. A peer that lags for `lagMs`, or takes nothing at all for as long, is too slow. Memory
 *  is bounded by `sendQueueBytes` + `socketBufferBytes` + one frame. */
export class SendQueue implements TickListener, AnswerListener, FlowOwner {
  readonly #host: SendQueueHost;
  readonly #owner: SendQueueOwner;
  readonly #flow: FlowControl;
  #waiting: Lines[] = [];
  #waitingLength = 0;
  #queued = false;
  #answering = false;
  #closed = false;
  /** Set while the peer lags: takes back its dismissal. */
  #cancelDismissal: (() => void) | null = null;
  /** The rooms whose events were left out; null while there are none. */
  #missed: Set<string> | null = null;
  #flushed: PromiseWithResolvers<void> | null = null;

  constructor(host: SendQueueHost, transport: Transport, owner: SendQueueOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#flow = new FlowControl(host, transport, this);
  }

  /** Whether nothing waits here to be written. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Characters that wait here to be written. */
  get waitingLength(): number {
    return this.#waitingLength;
  }

  /** Whether its peer takes so little that events are left out. */
  get isLagging(): boolean {
    return this.#cancelDismissal !== null;
  }

  /** Resolves once nothing waits here to be written; at once when nothing does, else after a tick at least. */
  flushed(): Promise<void> {
    if (this.#closed || this.isEmpty) return Promise.resolve();
    this.#flushed ??= Promise.withResolvers();
    return this.#flushed.promise;
  }

  add(lines: Lines): void {
    if (this.#closed) return;
    if (lines.room !== null && this.isLagging && this.#owner.dialect.canResume) {
      return this.#miss(lines.room);
    }
    this.#waiting.push(lines);
    this.#waitingLength += lines.text.length + 1;
    if (this.#isOverfull) return this.#overflow();
    if (this.#flow.blocked) return;
    // Whoever asked does not wait for what many others hear.
    if (lines.room === null) this.#answerSoon();
    else this.#writeInTurn();
  }

  onTick(): void {
    this.#queued = false;
    if (!this.#closed) this.#write();
  }

  onAnswer(): void {
    this.#answering = false;
    if (!this.#closed) this.#write();
  }

  drained(): void {
    this.#cancelDismissal?.();
    this.#cancelDismissal = null;
    const missed = this.#missed ?? [];
    this.#missed = null;
    for (const room of missed) {
      for (const text of this.#owner.laggedLines(room)) this.add({ text, room: null });
    }
    this.#write();
  }

  stalled(): void {
    this.#tooSlow();
  }

  /** Writes what waits, if the socket takes it, and accepts nothing more. */
  close(): void {
    if (this.#closed) return;
    this.#write();
    this.#end();
  }

  get #isOverfull(): boolean {
    return this.#waitingLength > this.#host.limits.sendQueueBytes;
  }

  /** What is too much for the queue may still fit into the socket. */
  #overflow(): void {
    this.#write();
    if (this.#isOverfull) this.#lag();
    if (this.#isOverfull) this.#tooSlow();
  }

  #write(): void {
    const texts = this.#waiting.map(({ text }) => text);
    let written = 0;
    while (written < texts.length) {
      const { frame, end } = nextFrame(texts, written, this.#owner.dialect.coalesces);
      if (!this.#flow.write(frame)) break;
      written = end;
    }
    if (written > 0) this.#keep(this.#waiting.slice(written));
    if (this.isEmpty) this.#release();
  }

  #answerSoon(): void {
    if (this.#answering) return;
    this.#answering = true;
    this.#host.tick.addAnswering(this);
  }

  #writeInTurn(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#host.tick.addSendQueue(this);
  }

  #miss(room: string): void {
    this.#missed ??= new Set();
    this.#missed.add(room);
  }

  #keep(waiting: Lines[]): void {
    this.#waiting = waiting;
    this.#waitingLength = waiting.reduce((sum, { text }) => sum + text.length + 1, 0);
  }

  #lag(): void {
    this.#cancelDismissal ??= this.#host.clock.after(
      this.#host.limits.lagMs,
      () => this.#tooSlow(),
    );
    if (!this.#owner.dialect.canResume) return;
    for (const { room } of this.#waiting) {
      if (room !== null) this.#miss(room);
    }
    this.#keep(this.#waiting.filter(({ room }) => room === null));
  }

  #release(): void {
    this.#flushed?.resolve();
    this.#flushed = null;
  }

  #tooSlow(): void {
    this.#end();
    this.#owner.tooSlow();
  }

  #end(): void {
    this.#closed = true;
    this.#keep([]);
    this.#flow.stop();
    this.#cancelDismissal?.();
    this.#release();
  }
}
