import type { WriterCall, WriterCalls } from "./calls.ts";
import { closedError } from "./database_worker.ts";

/** Commits calls in one transaction; one result each, in order. */
export type Commit = (calls: WriterCall[]) => Promise<unknown[]>;

interface WaitingCall {
  call: WriterCall;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Group commit. An idle queue commits a call at once; calls that come while a commit waits for the
 *  disk gather, and go together in the next. So a busy store pays one fsync for many calls. */
export class WriteQueue {
  #commit: Commit;
  #gathering: WaitingCall[] = [];
  #committing: Promise<void> | null = null;
  #closed = false;

  constructor(commit: Commit) {
    this.#commit = commit;
  }

  /** Resolves once the call is committed. Calls are committed in the order they were added; all calls
   *  of a commit that fails are rejected with its error. */
  add<Name extends keyof WriterCalls>(
    name: Name,
    argument: WriterCalls[Name]["argument"],
  ): Promise<WriterCalls[Name]["result"]> {
    if (this.#closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#gathering.push({ call: { name, argument } as WriterCall, resolve, reject });
    if (this.#committing === null) this.#commitNext();
    return promise as Promise<WriterCalls[Name]["result"]>;
  }

  /** Takes no more calls; resolves once those it took are settled. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#committing !== null) await this.#committing;
  }

  #commitNext(): void {
    const batch = this.#gathering.splice(0);
    if (batch.length === 0) {
      this.#committing = null;
      return;
    }
    // What gathered leaves before these callers hear of theirs: the writer works while they go on.
    this.#committing = this.#commit(batch.map(({ call }) => call)).then(
      (results) => {
        this.#commitNext();
        batch.forEach(({ resolve }, index) => resolve(results[index]));
      },
      (error) => {
        this.#commitNext();
        for (const { reject } of batch) reject(error);
      },
    );
  }
}
