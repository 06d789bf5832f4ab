import { StorageError } from "../../hub/ports/store.ts";
import { closedError } from "../closed_error.ts";
import type { Upgrade } from "../upgrade.ts";
import type {
  Answer,
  CallOrder,
  ConnectionSettings,
  Failure,
  Order,
  UpgradeNotice,
} from "./orders.ts";

/** Starts a thread that runs ./worker.ts. */
export function startWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

/** The adapter's end of one connection, which lives in a thread so that waiting for the disk never
 *  stops the event loop. A thread that crashed is replaced with the next order. */
export class DatabaseWorker {
  #settings: ConnectionSettings;
  #start: () => Worker;
  #onUpgrade: (upgrade: Upgrade) => void;
  #worker: Worker | null;
  /** Oldest first, as they will be answered. */
  #unanswered: PromiseWithResolvers<unknown[]>[] = [];
  #closing: Promise<void> | null = null;

  /** Starts the thread at once, and its connection with the first order. */
  constructor(
    settings: ConnectionSettings,
    { start = startWorker, onUpgrade = () => {} }: {
      start?: () => Worker;
      onUpgrade?: (upgrade: Upgrade) => void;
    } = {},
  ) {
    this.#settings = settings;
    this.#start = start;
    this.#onUpgrade = onUpgrade;
    this.#worker = this.#startWorker();
  }

  /** Makes sure of the connection. The epoch of what it writes to; null of a reader. Rejects only with StorageError. */
  async open(): Promise<string | null> {
    const [answered] = await this.#send({ kind: "open" });
    const epoch = answered as string | null;
    if (epoch !== null) this.#settings = { ...this.#settings, epoch };
    return epoch;
  }

  /** Runs the calls in one transaction, after those of every earlier order; one result each, in order: of one that
   *  failed alone its StorageError. Rejects only with StorageError, and then none of them happened, unless the thread
   *  crashed. */
  run(calls: CallOrder[], at: number): Promise<unknown[]> {
    if (this.#closing !== null) return Promise.reject(closedError());
    return this.#send({ kind: "run", calls, at });
  }

  /** Runs one call in a transaction of its own. Rejects only with StorageError. */
  async runOne(call: CallOrder, at: number): Promise<unknown> {
    const [result] = await this.run([call], at);
    if (result instanceof StorageError) throw result;
    return result;
  }

  /** Ends the thread once all orders so far are answered. Never rejects. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    // What failed in closing was committed before: the WAL is read by whoever opens the file next.
    if (this.#worker !== null) await this.#send({ kind: "close" }).catch(() => {});
    this.#worker?.terminate();
    this.#worker = null;
  }

  #send(order: Order): Promise<unknown[]> {
    this.#worker ??= this.#startWorker();
    const unanswered = Promise.withResolvers<unknown[]>();
    this.#unanswered.push(unanswered);
    this.#worker.postMessage(JSON.stringify(order));
    return unanswered.promise;
  }

  #startWorker(): Worker {
    const worker = this.#start();
    worker.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    worker.onerror = (event) => {
      event.preventDefault();
      this.#abandon(worker, event.message);
    };
    worker.postMessage(JSON.stringify(this.#settings));
    return worker;
  }

  #hear(told: Answer | UpgradeNotice): void {
    if ("upgrade" in told) this.#onUpgrade(told.upgrade);
    else this.#settle(told);
  }

  #settle(answer: Answer): void {
    const unanswered = this.#unanswered.shift();
    if (!answer.ok) return unanswered?.reject(toError(answer.failure));
    const { results, failures = [] } = answer;
    for (const { index, ...failure } of failures) results[index] = toError(failure);
    unanswered?.resolve(results);
  }

  /** Whether the orders it had were committed can't be known; a retried post finds out by its id. */
  #abandon(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    worker.terminate();
    this.#worker = null;
    const { role } = this.#settings;
    for (const unanswered of this.#unanswered.splice(0)) {
      unanswered.reject(new StorageError(`The database ${role} crashed: ${reason}`, true));
    }
  }
}

function toError({ message, retryable }: Failure): StorageError {
  return new StorageError(message, retryable);
}
