import type { WireError } from "../../protocol/errors.ts";
import { ok, type Result } from "../../protocol/errors.ts";
import type { Replies, RequestType } from "../../protocol/requests.ts";
import type { ReplyEvent } from "../../protocol/events.ts";
import type { ClientClock } from "../clock.ts";

/** A request will never be answered: the connection closed, or the answer took too long. Whether the
 *  server acted on it is unknown. */
export class ConnectionLost extends Error {
  override name = "ConnectionLost";
}

interface Waiting {
  /** Runs at the reply's place in the stream of events, before the events behind it. */
  settle(result: Result<AnyReply>): void;
  reject(reason: ConnectionLost): void;
  cancelTimeout(): void;
}

type AnyReply = Replies[RequestType];

/** Which requests of one connection wait for their reply. */
export class ReplyTable {
  readonly #clock: ClientClock;
  readonly #waiting = new Map<string, Waiting>();
  #lastRef = 0;

  constructor(clock: ClientClock) {
    this.#clock = clock;
  }

  /** Makes room for one reply: the `ref` to send, and what becomes of it.
   *  @param apply runs at a successful reply's place in the stream of events, before `reply` resolves
   *  @param options.timeoutMs after this, in milliseconds, `onTimeout` is called and `reply` rejects */
  expect<Type extends RequestType>(
    apply: ((reply: Replies[Type]) => void) | undefined,
    options: { timeoutMs: number; onTimeout: () => void },
  ): { ref: string; reply: Promise<Result<Replies[Type]>> } {
    const ref = String(++this.#lastRef);
    const reply = new Promise<Result<Replies[Type]>>((resolve, reject) => {
      this.#waiting.set(ref, {
        settle(result) {
          if (result.ok) apply?.(result.value as Replies[Type]);
          resolve(result as Result<Replies[Type]>);
        },
        reject,
        cancelTimeout: this.#clock.after(options.timeoutMs, () => {
          this.#waiting.delete(ref);
          reject(new ConnectionLost(`No answer in ${options.timeoutMs} ms`));
          options.onTimeout();
        }),
      });
    });
    return { ref, reply };
  }

  /** Hands a reply to whoever waits for it; one that nobody waits for is passed over. */
  settle(event: ReplyEvent): void {
    const waiting = this.#waiting.get(event.ref);
    if (!waiting) return;
    this.#waiting.delete(event.ref);
    waiting.cancelTimeout();
    waiting.settle(event.ok ? ok(event as unknown as AnyReply) : refused(event.error));
  }

  /** Rejects everything that waits. */
  rejectAll(): void {
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of lost) {
      waiting.cancelTimeout();
      waiting.reject(new ConnectionLost("The connection closed"));
    }
  }
}

function refused(error: WireError): { ok: false; error: WireError } {
  return { ok: false, error };
}
