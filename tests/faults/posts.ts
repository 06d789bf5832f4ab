import type { ReplyEvent } from "../../protocol/events.ts";
import type { Recorder } from "./history.ts";
import type { Line } from "./line.ts";

/** How long a refused post waits when the server names no time, in milliseconds. */
const RETRY_MS = 200;
/** Most of a frame of posts that are written again, in characters, of which each is one byte here. */
const FRAME_CHARACTERS = 32_000;
/** What a post takes besides its text. */
const REQUEST_CHARACTERS = 100;

/** One client's posts and changes: a post is written again, with the same id, until it is answered for good. */
export class Posts {
  readonly #room: string;
  readonly #recorder: Recorder;
  /** Without an answer, oldest first, by id. */
  readonly #unacked = new Map<string, { text: string; acked: (seq: number) => void }>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #line: Line | null = null;
  #lastId = 0;
  #changesUnderWay = 0;

  constructor(room: string, recorder: Recorder) {
    this.#room = room;
    this.#recorder = recorder;
  }

  /** How many there were. */
  get count(): number {
    return this.#lastId;
  }

  /** Posts without an answer, and changes whose line has not broken. */
  get unackedCount(): number {
    return this.#unacked.size + this.#changesUnderWay;
  }

  /** Takes one on, to be written now or with the next line. Gives the seq. */
  add(text: string): Promise<number> {
    const id = `m${++this.#lastId}`;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#unacked.set(id, { text, acked: resolve });
    this.#write([id]);
    return promise;
  }

  /** Edits or, with null, deletes a message. Whether it was acknowledged; false when the line broke first:
   *  it is not tried again. */
  change(seq: number, text: string | null): Promise<boolean> {
    const line = this.#line;
    if (line === null) return Promise.resolve(false);
    const room = this.#room;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const request = text === null
      ? { type: "message.delete", room, seq }
      : { type: "message.edit", room, seq, text };
    this.#recorder.note({ kind: "changing", room, seq, text });
    const take = (reply: ReplyEvent) => {
      const { ok } = reply;
      if (ok) this.#recorder.note({ kind: "changed", room, seq, text, version: reply.version! });
      resolve(ok);
    };
    line.ask([{ request, take }]);
    void line.down.then(() => resolve(false));
    this.#changesUnderWay += 1;
    void promise.then(() => this.#changesUnderWay -= 1);
    return promise;
  }

  /** Writes everything without an answer to a new line, whose server knows who this is; null: there is none. */
  use(line: Line | null): void {
    this.#line = line;
    this.#write([...this.#unacked.keys()]);
  }

  /** Never asks again what became of those without an answer. */
  giveUp(): void {
    this.#unacked.clear();
  }

  close(): void {
    this.#line = null;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #write(ids: string[]): void {
    if (this.#line === null) return;
    const room = this.#room;
    let requests: Parameters<Line["ask"]>[0] = [];
    let characters = 0;
    for (const id of ids) {
      const text = this.#unacked.get(id)?.text;
      if (text === undefined) continue;
      if (characters + text.length > FRAME_CHARACTERS) {
        this.#line.ask(requests);
        requests = [];
        characters = 0;
      }
      this.#recorder.note({ kind: "sent", room, id, text });
      const request = { type: "message.send", room, id, text };
      requests.push({ request, take: (reply) => this.#answered(id, reply) });
      characters += text.length + REQUEST_CHARACTERS;
    }
    this.#line.ask(requests);
  }

  #answered(id: string, reply: ReplyEvent): void {
    const room = this.#room;
    if (reply.ok) {
      this.#recorder.note({ kind: "acked", room, id, seq: reply.seq! });
      this.#unacked.get(id)?.acked(reply.seq!);
      this.#unacked.delete(id);
      return;
    }
    const { code, retryable, retryAfterMs } = reply.error;
    this.#recorder.note({ kind: "refused", room, id, code });
    if (!retryable) return void this.#unacked.delete(id);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#write([id]);
    }, retryAfterMs ?? RETRY_MS);
    this.#timers.add(timer);
  }
}
