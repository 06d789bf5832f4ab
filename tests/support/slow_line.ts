/** How much goes through at once, in bytes. A network's packets have 1,500. */
const SLICE_BYTES = 1_500;

export interface SlowLineOptions {
  bytesPerSecond: number;
  /** From a request to the first byte of its answer, at least. */
  latencyMs: number;
}

/** A slow way to a server, for a browser: what the server sends trickles in, over all connections together. */
export class SlowLine implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #options: SlowLineOptions;
  /** When the line is free again, by `performance.now`. */
  #freeAt = 0;

  /** @param port the server's, on this machine */
  constructor(port: number, options: SlowLineOptions) {
    this.#options = options;
    void this.#accept(port);
  }

  get url(): string {
    return `http://localhost:${this.#listener.addr.port}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) close(connection);
    return Promise.resolve();
  }

  async #accept(port: number): Promise<void> {
    // Ends when it is closed.
    for await (const browser of this.#listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port });
      this.#connections.add(browser).add(server);
      const { latencyMs } = this.#options;
      void pipe(browser, server, (write) => wait(latencyMs).then(() => write()));
      void pipe(server, browser, (write, bytes) => this.#trickle(write, bytes));
    }
  }

  async #trickle(write: (slice?: Uint8Array) => Promise<void>, bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
      const slice = bytes.subarray(from, from + SLICE_BYTES);
      this.#freeAt = Math.max(this.#freeAt, performance.now()) +
        slice.length / this.#options.bytesPerSecond * 1_000;
      await wait(this.#freeAt - performance.now());
      await write(slice);
    }
  }
}

/** Carries what comes from one end to the other until one of them is gone. */
async function pipe(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  carry: (write: (bytes?: Uint8Array) => Promise<void>, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
      const bytes = buffer.slice(0, read);
      await carry(async (slice = bytes) => {
        for (let sent = 0; sent < slice.length;) sent += await to.write(slice.subarray(sent));
      }, bytes);
    }
  } catch {
    // Gone, which is how most connections of a browser end.
  }
  close(from);
  close(to);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The other direction was faster.
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
