/** What a client sends to PostgreSQL to commit, as a message of the simple protocol. */
const COMMIT = "COMMIT\0";

/** Stands between a store and its database, and cuts the next connection that commits. */
export class CuttingProxy implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #port: number;
  readonly #open = new Set<Deno.TcpConn>();
  #cut: "before" | "after" | null = null;

  /** @param port where PostgreSQL listens on this machine */
  constructor(port: number) {
    this.#port = port;
    void this.#accept();
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  /** The next commit does not reach the server, or is done there and not answered. */
  cutNextCommit(when: "before" | "after"): void {
    this.#cut = when;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      // A server that is away lets nobody in, and so does this.
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#port })
        .catch(() => null);
      if (server === null) {
        close(client);
        continue;
      }
      this.#open.add(client).add(server);
      void this.#carry(client, server);
    }
  }

  async #carry(client: Deno.TcpConn, server: Deno.TcpConn): Promise<void> {
    let isCut = false;
    const cut = () => {
      isCut = true;
      close(client);
      close(server);
    };
    const decoder = new TextDecoder("latin1");
    const toServer = pump(client, async (bytes) => {
      const when = decoder.decode(bytes).includes(COMMIT) ? this.#cut : null;
      if (when !== null) this.#cut = null;
      if (when === "before") return cut();
      // From here on the client hears nothing.
      if (when === "after") isCut = true;
      await write(server, bytes);
    });
    const toClient = pump(server, async (bytes) => {
      if (!isCut) return await write(client, bytes);
      // The server has answered, so the commit is done.
      if (decoder.decode(bytes).includes(COMMIT)) cut();
    });
    // Whoever of the two goes takes the other one along.
    await Promise.race([toServer, toClient]);
    close(client);
    close(server);
  }
}

async function pump(from: Deno.TcpConn, take: (bytes: Uint8Array) => Promise<void>) {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
      await take(buffer.slice(0, read));
    }
  } catch {
    // It was closed, by either end or here.
  }
}

async function write(to: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await to.write(rest));
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
