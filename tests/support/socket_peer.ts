import type { ReplyEvent } from "../../protocol/events.ts";
import { Inbox } from "./peer.ts";

/** A client on a real socket. */
export class SocketPeer {
  readonly inbox = new Inbox();
  readonly socket: WebSocket;
  /** The code the connection ended with. */
  readonly closed: Promise<number>;
  #lastRef = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.onmessage = ({ data }) => this.inbox.receive(data);
    this.closed = new Promise((resolve) => socket.onclose = ({ code }) => resolve(code));
  }

  /** Connects, and says a name when one is given. */
  static async connect(
    url: string,
    { name, headers, client }: {
      name?: string;
      headers?: HeadersInit;
      client?: Deno.HttpClient;
    } = {},
  ): Promise<SocketPeer> {
    // Deno's own form of the second argument; the browser's types don't know it.
    const options = { protocols: ["confab.v1"], headers, client } as unknown as string[];
    const peer = new SocketPeer(new WebSocket(url, options));
    await Promise.race([
      peer.inbox.next("welcome"),
      peer.closed.then((code) => {
        throw new Error(`refused with ${code}`);
      }),
    ]);
    if (name !== undefined) await peer.must({ type: "auth", name });
    return peer;
  }

  async ask(request: Record<string, unknown>): Promise<ReplyEvent> {
    const ref = `r${++this.#lastRef}`;
    this.socket.send(JSON.stringify({ ref, ...request }));
    return await Promise.race([
      this.inbox.next("reply", (reply) => reply.ref === ref),
      this.closed.then((code) => {
        throw new Error(`closed with ${code} before ${request.type} was answered`);
      }),
    ]);
  }

  async must(request: Record<string, unknown>): Promise<ReplyEvent & { ok: true }> {
    const reply = await this.ask(request);
    if (!reply.ok) throw new Error(`${request.type} failed: ${reply.error.message}`);
    return reply;
  }

  join(room = "general", after?: number) {
    return this.must({ type: "room.join", room, after });
  }

  say(text: string, id: string = crypto.randomUUID(), room = "general") {
    return this.must({ type: "message.send", room, id, text });
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }
}
