import type { Connection } from "../../hub/connections/connection.ts";
import type { Hub } from "../../hub/hub.ts";
import type { OpenAdapter } from "../../hub/ports/dialect.ts";
import type { Transport } from "../../hub/ports/transport.ts";
import type { Account } from "../../protocol/entities.ts";
import { HERE, takePlace } from "../support/open_hub.ts";

/** Longest a test waits for one frame, in milliseconds. */
const PATIENCE_MS = 30_000;

/** A seed's client on a fake transport: keeps the frames as they come. */
export class SeedPeer implements Transport {
  readonly frames: string[] = [];
  readonly bufferedBytes = 0;
  closeCode: number | null = null;
  readonly connection: Connection;
  #waiting: (() => void)[] = [];

  constructor(hub: Hub, account: Account, openAdapter: OpenAdapter) {
    const identity = { account, sessionId: null };
    const place = takePlace(hub);
    this.connection = hub.attach(this, {
      place,
      identity,
      provisional: true,
      openAdapter,
      origin: HERE,
    });
  }

  send(frame: string): void {
    this.frames.push(frame);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  close(code: number): void {
    this.closeCode ??= code;
  }

  drop(): void {
    this.close(1006);
  }

  /** Sends a frame. */
  say(frame: unknown): void {
    this.connection.receive(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** Waits until so many frames have come; all of them. */
  async heard(count: number): Promise<string[]> {
    while (this.frames.length < count) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`No frame ${count} came; the last is ${this.frames.at(-1)}`)),
          PATIENCE_MS,
        );
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.frames;
  }

  /** Waits for an object, among the lines of all frames, that fits; then it. */
  async object<T>(fits: (value: T) => boolean): Promise<T> {
    for (let count = this.frames.length;; count++) {
      const found = this.#objects<T>().find(fits);
      if (found) return found;
      await this.heard(count + 1);
    }
  }

  #objects<T>(): T[] {
    return this.frames.flatMap((frame) => frame.split("\n")).map((line) => JSON.parse(line) as T);
  }
}
