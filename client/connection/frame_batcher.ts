import { utf8Bytes } from "../../protocol/bytes.ts";

/** Collects the lines written in one turn and hands them over as frames, so that a burst of requests
 *  is one packet. Lines keep their order. */
export class FrameBatcher {
  readonly #send: (frame: string) => void;
  readonly #maxFrameBytes: () => number;
  #frame = "";
  #frameBytes = 0;
  #scheduled = false;

  /** @param maxFrameBytes longest frame the server takes, in UTF-8 bytes */
  constructor(send: (frame: string) => void, maxFrameBytes: () => number) {
    this.#send = send;
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Queues one line. False when it alone is longer than a frame may be: it is not sent, since the
   *  server would close the connection over it. */
  write(line: string): boolean {
    const bytes = utf8Bytes(line);
    const limit = this.#maxFrameBytes();
    if (bytes > limit) return false;
    if (this.#frame !== "" && this.#frameBytes + 1 + bytes > limit) this.flush();
    this.#frameBytes += bytes + (this.#frame === "" ? 0 : 1);
    this.#frame += this.#frame === "" ? line : "\n" + line;
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
    return true;
  }

  /** Forgets what was not handed over yet. */
  clear(): void {
    this.#frame = "";
    this.#frameBytes = 0;
  }

  /** Hands over what there is: the next line begins another frame. */
  flush(): void {
    if (this.#frame === "") return;
    const frame = this.#frame;
    this.clear();
    this.#send(frame);
  }
}
