import type { Random } from "./random.ts";
import { delay } from "./waiting.ts";

export interface ProxyOptions {
  /** What each connection's bytes from the server go through; as they are when absent. */
  filter?: () => Filter;
}

/** Gives what is passed on of some bytes; it may keep some back until more come. */
export type Filter = (bytes: Uint8Array) => Uint8Array;

/** What stands between clients and servers: passes bytes on, and breaks connections in every way that
 *  a network can. Connections made after a fault are whole again. */
export class Proxy implements AsyncDisposable {
  /** Where new connections go, one after the other, past those where nobody listens; a server that comes back may have
   *  another port. */
  targetPorts: number[];
  readonly #options: ProxyOptions;
  #turn = 0;
  readonly #listener: Deno.TcpListener;
  readonly #links = new Set<Link>();
  readonly #accepting: Promise<void>;

  /** Listens on a port of the system's choice. */
  constructor(targetPorts: number[], options: ProxyOptions = {}) {
    this.targetPorts = targetPorts;
    this.#options = options;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  get links(): Link[] {
    return [...this.#links];
  }

  /** Cuts about a share of the connections, each once it has passed a random number of further bytes. */
  cut(share: number, random: Random): void {
    for (const link of this.#some(share, random)) link.cutAfter(random.between(0, 2_000));
  }

  /** Lets about a share of the connections hang: nothing passes any more, and neither side is told. */
  freeze(share: number, random: Random): void {
    for (const link of this.#some(share, random)) link.freeze();
  }

  /** Lets about a share of the connections pass so many bytes a second and direction. */
  throttle(share: number, bytesPerSecond: number, random: Random): void {
    for (const link of this.#some(share, random)) link.throttle(bytesPerSecond);
  }

  /** Whole again: whatever hangs or crawls goes on. */
  heal(): void {
    for (const link of this.#links) link.heal();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.links.map((link) => link.cut()));
  }

  async #accept(): Promise<void> {
    try {
      for await (const client of this.#listener) void this.#connect(client);
    } catch {
      // The listener was closed under it.
    }
  }

  async #connect(client: Deno.TcpConn): Promise<void> {
    const found = await this.#connectOn();
    // No server: the client is turned away, as a system without a listener does.
    if (!found) return client.close();
    const link = new Link(client, found.server, {
      targetPort: found.port,
      filter: this.#options.filter?.(),
    });
    this.#links.add(link);
    await link.ended;
    this.#links.delete(link);
  }

  async #connectOn(): Promise<{ server: Deno.TcpConn; port: number } | null> {
    const first = this.#turn++;
    const count = this.targetPorts.length;
    for (let i = 0; i < count; i++) {
      const port = this.targetPorts[(first + i) % count]!;
      const server = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => null);
      if (server) return { server, port };
    }
    return null;
  }

  #some(share: number, random: Random): Link[] {
    return this.links.filter(() => random.next() < share);
  }
}

/** One connection through the proxy. */
export class Link {
  /** Resolves when both ends are closed. */
  readonly ended: Promise<void>;
  /** The port of the server it leads to. */
  readonly targetPort: number;
  /** What the client said first, as text. */
  opening = "";
  readonly #ends: Deno.TcpConn[];
  #bytesLeft = Infinity;
  #bytesPerSecond = Infinity;
  #thawed: PromiseWithResolvers<void> | null = null;
  #isCut = false;

  constructor(
    client: Deno.TcpConn,
    server: Deno.TcpConn,
    { targetPort, filter }: { targetPort: number; filter?: Filter },
  ) {
    this.targetPort = targetPort;
    this.#ends = [client, server];
    // What is timed through it shall not wait for acknowledgements of the network.
    for (const end of this.#ends) end.setNoDelay(true);
    const note = (bytes: Uint8Array) => {
      if (this.opening === "") this.opening = new TextDecoder().decode(bytes);
      return bytes;
    };
    this.ended = Promise.all([this.#pump(client, server, note), this.#pump(server, client, filter)])
      .then();
  }

  /** Breaks it at a byte, wherever in a frame that falls. */
  cutAfter(bytes: number): void {
    this.#bytesLeft = bytes;
    if (bytes === 0) void this.cut();
  }

  freeze(): void {
    this.#thawed ??= Promise.withResolvers<void>();
  }

  throttle(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  heal(): void {
    this.#bytesPerSecond = Infinity;
    this.#thawed?.resolve();
    this.#thawed = null;
  }

  /** Breaks it now, at both ends; resolves when that has happened. */
  cut(): Promise<void> {
    if (!this.#isCut) {
      this.#isCut = true;
      for (const end of this.#ends) end.close();
      this.#thawed?.resolve();
    }
    return this.ended;
  }

  async #pump(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    filter: Filter = (bytes) => bytes,
  ): Promise<void> {
    const buffer = new Uint8Array(16 * 1024);
    for (let size = await read(from, buffer); size !== null; size = await read(from, buffer)) {
      await this.#thawed?.promise;
      const filtered = filter(buffer.subarray(0, size));
      const passing = Math.min(filtered.length, this.#bytesLeft);
      this.#bytesLeft -= passing;
      // Nobody takes it any more; what that side said last is still on its way through the other direction.
      if (!await write(to, filtered.subarray(0, passing))) return;
      if (this.#bytesLeft === 0) break;
      if (this.#bytesPerSecond < Infinity) await delay(passing / this.#bytesPerSecond * 1_000);
    }
    // This side is done, and so is the link; frozen, the other side never hears of it.
    await this.#thawed?.promise;
    void this.cut();
  }
}

/** Null at the end of the stream, however it came. */
async function read(from: Deno.TcpConn, buffer: Uint8Array): Promise<number | null> {
  return await from.read(buffer).catch(() => null);
}

/** Whether all of it was taken. */
async function write(to: Deno.TcpConn, bytes: Uint8Array): Promise<boolean> {
  try {
    for (let done = 0; done < bytes.length;) done += await to.write(bytes.subarray(done));
    return true;
  } catch {
    return false;
  }
}
