import { openConfabV1 } from "../../../dialects/confab_v1.ts";
import type { Hub } from "../../../hub/hub.ts";
import { SocketTransport } from "../../../http/sockets/socket_transport.ts";
import type { Account } from "../../../protocol/entities.ts";
import { PROTOCOL } from "../../../protocol/events.ts";
import { takePlace } from "../../support/open_hub.ts";

/** A hub behind real sockets. Whoever connects says in the query who they are: `?id=…&name=…&role=…`. */
export class HubServer {
  readonly #hub: Hub;
  readonly #sockets = new Set<WebSocket>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** While true, frames from clients are taken in but nothing goes out any more. */
  isMute = false;

  constructor(hub: Hub) {
    this.#hub = hub;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      (request) => this.#upgrade(request),
    );
  }

  /** Of the data behind it. */
  get epoch(): string {
    return this.#hub.store.epoch;
  }

  url(user: Account): string {
    const query = new URLSearchParams({ ...user });
    return `ws://127.0.0.1:${this.#server.addr.port}/ws?${query}`;
  }

  /** Ends all connections. */
  disconnect(code: number): void {
    for (const socket of this.#sockets) socket.close(code);
  }

  async stop(): Promise<void> {
    this.disconnect(1000);
    await this.#server.shutdown();
  }

  #upgrade(request: Request): Response {
    const query = new URL(request.url).searchParams;
    const account = Object.fromEntries(query) as unknown as Account;
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: PROTOCOL });
    const transport = new SocketTransport(socket);
    const send = transport.send.bind(transport);
    transport.send = (frame) => {
      if (!this.isMute) send(frame);
    };
    socket.onopen = () => {
      this.#sockets.add(socket);
      const connection = this.#hub.attach(transport, {
        place: takePlace(this.#hub),
        origin: { address: "127.0.0.1", device: "" },
        identity: { account, sessionId: null },
        openAdapter: openConfabV1,
      });
      socket.onmessage = ({ data }) => connection.receive(data);
      socket.onclose = ({ code }) => {
        this.#sockets.delete(socket);
        connection.closed(code);
      };
    };
    return response;
  }
}
