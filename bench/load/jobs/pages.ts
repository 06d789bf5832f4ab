import type { Board } from "../board.ts";
import { now } from "../libc.ts";
import { type Line, type Receiver, Swarm } from "../swarm.ts";
import { Tally } from "../tally.ts";
import { headEnd } from "../web_socket.ts";

export interface PagesOptions {
  port: number;
  path: string;
  /** Sent with each request. */
  headers: string[];
  /** Connections that each ask for the page again as soon as they have it. */
  connections: number;
}

export interface PagesResult {
  /** From asking to the last byte, in milliseconds. */
  waitsMs: Float64Array;
  /** Of one answer, with its head. */
  bytes: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** How an answer in chunks ends. */
const LAST_CHUNK = [48, 13, 10, 13, 10];

/** Asks for one page over and over, in a closed loop on connections that stay open. */
export function pages(options: PagesOptions, board: Board): PagesResult {
  const swarm = new Swarm(options.port);
  const tally = new Tally(board, 0);
  const head = [`GET ${options.path} HTTP/1.1`, "Host: 127.0.0.1", ...options.headers];
  const request = encoder.encode(`${head.join("\r\n")}\r\n\r\n`);
  const waits: number[] = [];
  let bytesOfOne = 0;

  for (let i = 0; i < options.connections; i++) {
    let askedAt = 0;
    const ask = () => {
      askedAt = now();
      line.send(request);
    };
    const receiver: Receiver = {
      onConnected: ask,
      onBytes(bytes, end) {
        if (!isWhole(bytes, end)) return 0;
        bytesOfOne = end;
        tally.answered();
        tally.frame(1, end);
        if (board.phase === "measure") waits.push(now() - askedAt);
        if (board.phase !== "stop") ask();
        return end;
      },
      onGone() {
        throw new Error("The server ended a connection");
      },
    };
    const line: Line = swarm.connect(receiver);
  }

  while (board.phase !== "stop") {
    swarm.poll(10);
  }
  swarm.closeAll();
  return { waitsMs: Float64Array.from(waits), bytes: bytesOfOne };
}

/** Whether an answer has arrived to its end. Throws when it is no success. */
function isWhole(bytes: Uint8Array, end: number): boolean {
  const body = headEnd(bytes, end);
  if (body === 0) return false;
  const head = decoder.decode(bytes.subarray(0, body));
  if (!head.startsWith("HTTP/1.1 200")) throw new Error(`The server answered ${head.slice(9, 40)}`);
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (length) return end - body >= Number(length[1]);
  return LAST_CHUNK.every((byte, i) => bytes[end - LAST_CHUNK.length + i] === byte);
}
