import type { ChangePage } from "../../protocol/entities.ts";
import type { ReplyEvent, ServerEvent } from "../../protocol/events.ts";
import { type Happening, Recorder } from "./history.ts";
import { Line } from "./line.ts";
import { LogCopy } from "./log_copy.ts";
import { Posts } from "./posts.ts";
import type { Random } from "./random.ts";

/** How long it waits before it connects again: anything between these, in milliseconds. */
const RECONNECT_MS = { least: 20, most: 200 };
export interface ClientOptions {
  name: string;
  room: string;
  /** Where to connect; asked each time. */
  url: () => string;
  random: Random;
  /** True: its log begins with the newest page. False: it reads the room from its first version. */
  newestOnly?: boolean;
}

/** A client as docs/PROTOCOL.md describes it, which writes down everything: it comes back whenever it is cut
 *  off, sends again what was not acknowledged, and resumes its log by version. */
export class Client {
  readonly name: string;
  readonly room: string;
  readonly log = new LogCopy();
  readonly #options: ClientOptions;
  readonly #recorder: Recorder;
  readonly #posts: Posts;
  readonly #lines = new Set<Promise<void>>();
  #line: Line | null = null;
  #reconnect: ReturnType<typeof setTimeout> | undefined;
  #isLive = false;
  #isCatchingUp = false;
  #isAway = false;
  #isOver = false;
  #joinCount = 0;

  constructor(options: ClientOptions) {
    this.name = options.name;
    this.room = options.room;
    this.#options = options;
    this.#recorder = new Recorder(options.name, () => performance.now());
    this.#posts = new Posts(options.room, this.#recorder);
    this.#connect();
  }

  /** How often it has come into the room. */
  get joinCount(): number {
    return this.#joinCount;
  }

  get history() {
    return this.#recorder.history;
  }

  /** Posts so far. */
  get postedCount(): number {
    return this.#posts.count;
  }

  /** Posts and changes that have no answer yet. */
  get unackedCount(): number {
    return this.#posts.unackedCount;
  }

  /** In the room, with nothing left to ask for. */
  get isLive(): boolean {
    return this.#isLive && !this.#isCatchingUp;
  }

  /** Posts, now or as soon as it can, again and again until it is acknowledged. Gives the seq. */
  post(text: string): Promise<number> {
    return this.#posts.add(text);
  }

  /** Edits or, with null, deletes a message. Whether it was acknowledged; false when the line broke first. */
  change(seq: number, text: string | null): Promise<boolean> {
    return this.#posts.change(seq, text);
  }

  /** Leaves without a word and comes back. With `forget` it starts a new log; with `giveUp` it never learns
   *  what became of the posts that had no answer. */
  drop({ forget = false, giveUp = false } = {}): void {
    if (forget) this.log.clear();
    if (giveUp) this.#posts.giveUp();
    this.#line?.hangUp(4000);
  }

  /** Goes offline, until `comeBack`. */
  leave(): void {
    this.#isAway = true;
    this.#line?.hangUp(4000);
  }

  comeBack(): void {
    this.#isAway = false;
    if (this.#line === null) this.#connect();
  }

  /** Writes down the log as it stands now, and leaves for good. */
  async finish(): Promise<void> {
    const { room, log: { version, from, messages } } = this;
    if (version !== null) this.#note({ kind: "log", room, version, from, messages });
    this.#isOver = true;
    this.#posts.close();
    clearTimeout(this.#reconnect);
    this.#line?.hangUp();
    await Promise.all(this.#lines);
  }

  #connect(): void {
    const line = new Line({
      url: this.#options.url(),
      onEvent: (event) => this.#hear(event),
      onSilence: () => this.#catchUp(),
      onDown: (code) => this.#down(code),
    });
    this.#line = line;
    this.#lines.add(line.closed);
    void line.closed.then(() => this.#lines.delete(line.closed));
  }

  #down(code: number): void {
    this.#note({ kind: "closed", code });
    this.#line = null;
    this.#posts.use(null);
    this.#isLive = this.#isCatchingUp = false;
    if (this.#isOver || this.#isAway) return;
    const { least, most } = RECONNECT_MS;
    const pauseMs = this.#options.random.between(least, most);
    this.#reconnect = setTimeout(() => this.#line ?? this.#connect(), pauseMs);
  }

  #hear(event: Exclude<ServerEvent, ReplyEvent>): void {
    const { room } = this;
    switch (event.type) {
      case "welcome":
        this.#note({ kind: "opened" });
        return this.#ask({ type: "auth", name: this.name }, () => this.#known());
      case "message":
        this.#note({ ...event, kind: "event" });
        if (!this.log.hear(event)) this.#catchUp();
        return;
      case "lagged":
        this.#note({ kind: "lagged", room, version: event.version });
        return this.#catchUp();
    }
  }

  #known(): void {
    this.#posts.use(this.#line);
    this.#join(this.log.version ?? (this.#options.newestOnly ? null : 0));
  }

  #join(after: number | null): void {
    const { room } = this;
    const have = after === null ? {} : { after, epoch: this.log.epoch ?? undefined };
    this.#ask({ type: "room.join", room, ...have }, (reply) => {
      const page = pageOf(reply);
      const isNewest = after === null || reply.reset === true;
      this.#note({ kind: "joined", room, after: isNewest ? null : after, ...page });
      this.#isLive = true;
      this.#joinCount += 1;
      if (isNewest) this.log.begin(page);
      else if (!this.log.catchUp(page)) this.#catchUp();
    });
  }

  #catchUp(): void {
    const after = this.log.version;
    if (!this.#isLive || this.#isCatchingUp || after === null) return;
    this.#isCatchingUp = true;
    const { room } = this;
    const epoch = this.log.epoch ?? undefined;
    this.#ask({ type: "history.changes", room, after, epoch }, (reply) => {
      this.#isCatchingUp = false;
      if (reply.reset) {
        this.log.clear();
        return this.#join(null);
      }
      const page = pageOf(reply);
      this.#note({ kind: "caught up", room, after, ...page });
      if (!this.log.catchUp(page)) this.#catchUp();
    });
  }

  /** Asks for something that a healthy server grants; when it doesn't, the line is given up. */
  #ask(
    request: Record<string, unknown>,
    granted: (reply: ReplyEvent & { ok: true }) => void,
  ): void {
    const line = this.#line!;
    line.ask([{ request, take: (reply) => reply.ok ? granted(reply) : line.hangUp(4000) }]);
  }

  #note(happening: Happening): void {
    this.#recorder.note(happening);
  }
}

function pageOf({ epoch, version, more, messages }: ReplyEvent & { ok: true }): ChangePage {
  return { epoch: epoch!, version: version!, more: more!, messages: messages! };
}
