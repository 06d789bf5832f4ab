import type { WireSocket } from "../../../client/connection/socket.ts";
import type { Account } from "../../../protocol/entities.ts";
import { PROTOCOL, type ServerEvent } from "../../../protocol/events.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { ANN } from "./log_model.ts";

/** A request as it was sent. */
export type Sent = { type: string; ref?: string } & Record<string, unknown>;

/** A browser's WebSocket whose other end the test holds. */
export class FakeSocket extends EventTarget implements WireSocket {
  /** Frames sent. */
  readonly frames: string[] = [];
  /** The code with which the page closed it; null while it did not. */
  closeCode: number | null = null;

  send(frame: string): void {
    this.frames.push(frame);
  }

  close(code?: number): void {
    this.closeCode ??= code ?? 1005;
  }

  get isClosed(): boolean {
    return this.closeCode !== null;
  }

  /** Requests sent, oldest first. */
  get requests(): Sent[] {
    return this.frames.flatMap((frame) => frame.split("\n").map((line) => JSON.parse(line)));
  }

  /** The server's first word. */
  welcome(user: Account | null = ANN, limits = DEFAULT_LIMITS): void {
    this.say({ type: "welcome", protocol: PROTOCOL, user, epoch: "1", limits });
  }

  /** Delivers events in one frame. */
  say(...events: ServerEvent[]): void {
    const data = events.map((event) => JSON.stringify(event)).join("\n");
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** The connection ends. */
  die(code = 1006): void {
    this.dispatchEvent(new CloseEvent("close", { code }));
  }
}

/** Lets everything run that can without time passing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
