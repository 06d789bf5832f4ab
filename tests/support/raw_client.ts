/** Longest a test waits for one line, in milliseconds. */
const PATIENCE_MS = 30_000;

/** A client that knows nothing but WebSocket. */
export class RawClient {
  readonly frames: string[] = [];
  readonly socket: WebSocket;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      this.frames.push(data);
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  static async open(url: string, headers: HeadersInit = {}): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url, { headers } as unknown as string[]));
    await new Promise((resolve, reject) => {
      client.socket.onopen = resolve;
      client.socket.onerror = reject;
    });
    return client;
  }

  /** The first line that fits, whether it is here or still to come. */
  async line(fits: (line: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.frames.flatMap((frame) => frame.split("\n")).find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        const last = this.frames.at(-1);
        const timer = setTimeout(
          () => reject(new Error(`No line fits ${fits}; the last frame is ${last}`)),
          PATIENCE_MS,
        );
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.socket.onclose = resolve);
    this.socket.close(1000);
    await closed;
  }
}
