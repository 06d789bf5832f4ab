import { type ReadonlySignal, signal } from "@preact/signals";
import type { ChangePage } from "../../protocol/entities.ts";
import type { Replies } from "../../protocol/requests.ts";
import type { Result, WireError } from "../../protocol/errors.ts";
import type { ClientClock } from "../clock.ts";
import type { Ask } from "../connection/ask.ts";
import { backoffMs } from "../connection/backoff.ts";

/** More changes than this behind, in versions, a reader at the end of the log is better served with the
 *  newest page than with all that went by. */
const JUMP_BEHIND = 1_000;
/** Changes asked for at once: the server's `maxPageSize`. */
const CHANGES_LIMIT = 200;
/** Times a page of changes may fail to bring what was heard of before the rumour is dropped. */
const MAX_FRUITLESS = 5;

/** How far a log is known: complete up to a version of the data of an epoch. Without an epoch: of the data that the
 *  server has. */
export interface Position {
  epoch?: string;
  version: number;
}

/** The log that is kept in step, as the sync sees it. */
export interface SyncedLog {
  /** All changes up to here are known; null before the first page. */
  position(): Position | null;
  /** The highest version heard of. */
  heard(): number;
  /** Whether the reader holds on to nothing that is loaded, so that another page may take its place. */
  mayJump(): boolean;
  /** Takes what the room looks like now, at the reply's place in the stream of events. `isSnapshot`: its
   *  messages are the newest page, not the changes since `position`. */
  joined(reply: Replies["room.join"], isSnapshot: boolean): void;
  /** Takes a page of changes; with `isSnapshot` the newest page, because the log was replaced. */
  changed(page: ChangePage, isSnapshot: boolean): void;
  /** What was heard of does not exist. */
  forgetRumour(): void;
  /** The room cannot be joined, now or later. */
  gone(error: WireError): void;
}

export interface SyncOptions {
  room: string;
  ask: Ask;
  log: SyncedLog;
  clock: ClientClock;
  random(): number;
}

type Step = "join" | "snapshot" | "changes";

/** Joins one room and keeps its log complete: after joining, after a hole, after a lag. One request at a
 *  time; whatever comes up meanwhile is looked at when it is answered. */
export class RoomSync {
  readonly #options: SyncOptions;
  #isJoined = false;
  readonly #isComplete = signal(false);
  /** Which run counts: a newer one, a lost connection or leaving ends those before. */
  #run = 0;
  #isRunning = false;
  #cancelWait: () => void = () => {};

  constructor(options: SyncOptions) {
    this.#options = options;
  }

  /** Whether the server counts us as one of the room. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** Whether all changes up to when the room was joined, and since, have been asked for and are there. */
  get isComplete(): ReadonlySignal<boolean> {
    return this.#isComplete;
  }

  /** Joins, or joins again after events were left out. */
  join(): void {
    this.#start(this.#options.log.position() === null ? "snapshot" : "join");
  }

  /** Asks for the missing changes, if there is a hole and nobody has asked yet. */
  heal(): void {
    if (this.#isJoined && !this.#isRunning && this.#isBehind()) this.#start("changes");
  }

  /** Makes a request that is always answered, with a refusal where there is no such room: for changes, even though
   *  none are known to be missing. */
  probe(): void {
    if (this.#isJoined && !this.#isRunning) this.#start("changes");
    else this.#changes(() => {}).catch(() => {});
  }

  /** The connection is gone, or the room was left. */
  stop(): void {
    this.#isJoined = false;
    this.#isRunning = false;
    this.#isComplete.value = false;
    this.#run++;
    this.#cancelWait();
  }

  async #start(first: Step): Promise<void> {
    this.#cancelWait();
    const run = ++this.#run;
    this.#isRunning = true;
    let step: Step | null = first;
    let failures = 0;
    let fruitless = 0;
    while (step && run === this.#run) {
      const before: number = this.#version;
      const result: Result<ChangePage> | null = await this.#ask(step, run);
      if (run !== this.#run) return;
      if (!result?.ok) {
        if (result && !result.error.retryable) return this.#giveUp(result.error);
        await this.#wait(Math.max(result?.error.retryAfterMs ?? 0, this.#backoff(failures++)));
        continue;
      }
      failures = 0;
      fruitless = this.#version === before ? fruitless + 1 : 0;
      if (fruitless > MAX_FRUITLESS) this.#options.log.forgetRumour();
      else if (fruitless > 1) await this.#wait(this.#backoff(fruitless));
      step = this.#next(step, result.value);
    }
    if (run !== this.#run) return;
    this.#isRunning = false;
    this.#isComplete.value = true;
  }

  /** One request, its reply applied in place; null when no answer came. */
  async #ask(step: Step, run: number): Promise<Result<ChangePage> | null> {
    const { room, ask, log } = this.#options;
    try {
      if (step === "changes") {
        return await this.#changes((page) => {
          if (run === this.#run) log.changed(page, page.reset === true);
        });
      }
      return await ask("room.join", { room, ...(step === "join" && this.#after) }, (reply) => {
        if (run !== this.#run) return;
        this.#isJoined = true;
        log.joined(reply, step === "snapshot" || reply.reset === true);
      });
    } catch {
      return null;
    }
  }

  #changes(apply: (page: Replies["history.changes"]) => void) {
    const { room, ask } = this.#options;
    return ask("history.changes", { room, ...this.#after, limit: CHANGES_LIMIT }, apply);
  }

  /** The position that changes are asked from. */
  get #after(): { after: number; epoch?: string } {
    return { after: this.#version, epoch: this.#options.log.position()?.epoch };
  }

  get #version(): number {
    return this.#options.log.position()?.version ?? 0;
  }

  /** What is still to be asked after a page; null when the log is complete. */
  #next(step: Step, page: ChangePage & { reset?: true }): Step | null {
    const { log } = this.#options;
    const isSnapshot = step === "snapshot" || page.reset === true;
    const missing = Math.max(page.version, log.heard()) - this.#version;
    if (!isSnapshot && page.more && missing > JUMP_BEHIND && log.mayJump()) return "snapshot";
    return this.#isBehind() ? "changes" : null;
  }

  #isBehind(): boolean {
    const { log } = this.#options;
    return log.position() === null || log.heard() > this.#version;
  }

  #giveUp(error: WireError): void {
    this.stop();
    this.#options.log.gone(error);
  }

  #backoff(failures: number): number {
    return backoffMs(failures, this.#options.random());
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(delayMs, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}
