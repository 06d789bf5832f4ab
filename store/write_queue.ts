import { StorageError } from "../hub/ports/store.ts";
import { closedError } from "./closed_error.ts";

/** Commits calls in one transaction; one result each, in order: of one that failed alone its StorageError. */
export type Commit<Call> = (calls: Call[]) => Promise<unknown[]>;

interface WaitingCall<Call> {
  call: Call;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Group commit. An idle queue commits a call at once; calls that come while a commit waits for the
 *  disk gather, and go together in the next. So a busy store pays one fsync for many calls. */
export class WriteQueue<Call> {
  #commit: Commit<Call>;
  #isAlone: (call: Call) => boolean;
  #gathering: WaitingCall<Call>[] = [];
  #committing: Promise<void> | null = null;
  #closed = false;

  /** @param isAlone whether a call is committed by itself */
  constructor(commit: Commit<Call>, isAlone: (call: Call) => boolean = () => false) {
    this.#commit = commit;
    this.#isAlone = isAlone;
  }

  /** The result of the call, once it is committed. Calls are committed in the order they were added; all calls
   *  of a commit that fails are rejected with its error. */
  add(call: Call): Promise<unknown> {
    if (this.#closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#gathering.push({ call, resolve, reject });
    if (this.#committing === null) this.#commitNext();
    return promise;
  }

  /** Takes no more calls; resolves once those it took are settled. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#committing !== null) await this.#committing;
  }

  /** How many of those that gathered go together. */
  #batchLength(): number {
    const alone = this.#gathering.findIndex(({ call }) => this.#isAlone(call));
    return alone === -1 ? this.#gathering.length : Math.max(alone, 1);
  }

  #commitNext(): void {
    const batch = this.#gathering.splice(0, this.#batchLength());
    if (batch.length === 0) {
      this.#committing = null;
      return;
    }
    // What gathered leaves before these callers hear of theirs: the writer works while they go on.
    this.#committing = this.#commit(batch.map(({ call }) => call)).then(
      (results) => {
        this.#commitNext();
        batch.forEach((waiting, index) => settle(waiting, results[index]));
      },
      (error) => {
        this.#commitNext();
        for (const { reject } of batch) reject(error);
      },
    );
  }
}

function settle({ resolve, reject }: WaitingCall<unknown>, result: unknown): void {
  if (result instanceof StorageError) reject(result);
  else resolve(result);
}
