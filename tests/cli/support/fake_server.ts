import type { Message, User } from "../../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";

type Fields = Record<string, unknown>;

/** Of all its data. */
const EPOCH = "1";

/** A server that says what a test wants it to say, on a real socket: what Confab's own would never store, or what
 *  only a server with accounts answers. Its one room is "general". */
export class FakeServer {
  /** Every `auth` so far, without its ref. */
  readonly auths: Fields[] = [];
  readonly messages: Message[] = [];
  user: User = { id: "u_ada", name: "Ada" };
  /** What a reply to `auth` adds, or the error it is refused with. */
  answer: (auth: Fields) => { ok: true; token?: string } | { ok: false; error: Fields } = () => ({
    ok: true,
  });
  readonly #sockets = new Set<WebSocket>();
  readonly #types: string[] = [];
  #heard = Promise.withResolvers<void>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onopen = () => {
        this.#sockets.add(socket);
        const limits = { ...DEFAULT_LIMITS, messagesPerSecond: 0 };
        this.#say(socket, {
          type: "welcome",
          protocol: "confab.v1",
          user: null,
          epoch: EPOCH,
          limits,
        });
      };
      socket.onclose = () => this.#sockets.delete(socket);
      socket.onmessage = ({ data }) => {
        for (const line of String(data).split("\n")) this.#receive(socket, JSON.parse(line));
      };
      return response;
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Resolves once so many requests of a type have come. */
  async heard(type: string, count = 1): Promise<void> {
    while (this.#types.filter((one) => one === type).length < count) await this.#heard.promise;
  }

  /** Ends every connection.
   *  @param code a close code */
  disconnect(code: number): void {
    for (const socket of this.#sockets) socket.close(code);
  }

  /** Posts a message, also to those who are connected. */
  post(text: string, name = "Bob"): void {
    const seq = this.messages.length + 1;
    const user = { id: "u_bob", name };
    const message = { seq, version: seq, id: `m${seq}`, user, text, at: 1_795_262_400_000 };
    this.messages.push(message);
    for (const socket of this.#sockets) {
      this.#say(socket, { type: "message", room: "general", version: seq, message });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disconnect(1000);
    await this.#server.shutdown();
  }

  #receive(socket: WebSocket, { type, ref, ...fields }: Fields): void {
    this.#types.push(String(type));
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
    const reply = (body: Fields) => this.#say(socket, { type: "reply", ref, ok: true, ...body });
    const version = this.messages.length;
    const room = {
      id: "general",
      title: "General",
      topic: "",
      version,
      lastSeq: version,
      posts: version,
      online: 1,
      kind: "public",
      archived: false,
      posting: "everyone",
    };
    if (type === "auth") {
      this.auths.push(fields);
      reply({ user: this.user, ...this.answer(fields) });
    } else if (type === "room.list") reply({ rooms: [room] });
    else {
      const messages = this.messages.filter((one) => one.version > Number(fields.after ?? 0));
      reply({
        room,
        epoch: EPOCH,
        version,
        messages,
        more: false,
        users: [this.user],
        manager: false,
      });
    }
  }

  #say(socket: WebSocket, event: Fields): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(event));
  }
}
