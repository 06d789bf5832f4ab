import type { Dialect, Listener } from "./dialects/dialect.ts";
import type { Swarm } from "./swarm.ts";
import { WebSocketLine } from "./web_socket.ts";

export interface ClientOptions {
  swarm: Swarm;
  dialect: Dialect;
  name: string;
  room: string;
  /** Null for a client that does not send. */
  listener: Listener | null;
  onIn: (client: Client) => void;
  /** A frame after that.
   *  @param count how many messages it carries */
  onFrame: (count: number, bytes: Uint8Array, start: number, end: number) => void;
  /** The server ended the connection, or refused it with this HTTP status; default: throws. */
  onClose?: (status: number) => void;
}

const decoder = new TextDecoder();

/** One person in one room. */
export class Client {
  readonly room: string;
  readonly #socket: WebSocketLine;
  #isIn = false;

  constructor(options: ClientOptions) {
    const { dialect, name, room, listener, onIn, onFrame } = options;
    this.room = room;
    const enter = () => {
      this.#isIn = true;
      onIn(this);
    };
    this.#socket = new WebSocketLine(options.swarm, dialect.request(room), {
      onOpen: () => {
        for (const line of dialect.greet(name, room)) this.send(line);
        if (dialect.isIn === null) enter();
      },
      onFrame: (bytes, start, end) => {
        if (this.#isIn) onFrame(dialect.read(bytes, start, end, listener), bytes, start, end);
        else if (dialect.isIn!(decoder.decode(bytes.subarray(start, end)))) enter();
      },
      onClose: options.onClose ?? ((status) => {
        throw new Error(`The server ended a connection (HTTP ${status})`);
      }),
    });
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  close(how?: { cut?: boolean }): void {
    this.#socket.close(how);
  }
}
