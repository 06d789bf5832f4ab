import type { Felt } from "./felt.ts";

/** What the thread is told first. */
export interface Assignment {
  port: number;
  pid: number;
}

/** People in a room of their own whose posts are timed while the server is attacked, and the server's memory beside.
 *  In a thread of their own, so that what attacks does not keep their clock from ticking. */
export class Bystanders implements Disposable {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /** Resolves once they talk. */
  static async comeIn(assignment: Assignment): Promise<Bystanders> {
    const url = new URL("./bystanders_worker.ts", import.meta.url);
    const bystanders = new Bystanders(new Worker(url, { type: "module" }));
    await bystanders.#ask(assignment);
    return bystanders;
  }

  /** Everything they have felt so far. */
  tell(): Promise<Felt> {
    return this.#ask("tell") as Promise<Felt>;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #ask(message: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      this.#worker.postMessage(message);
    });
  }
}
