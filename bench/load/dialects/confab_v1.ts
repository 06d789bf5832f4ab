import { type Dialect, readNumber } from "./dialect.ts";
import { findLineEnd } from "./find_line_end.ts";

const NEWLINE = 10;
/** Where the types "message" and "reply" differ from each other and from all others: at "s" and "p". */
const TYPE_AT = '{"type":"me'.length;
const MESSAGE = "s".charCodeAt(0);
const REPLY = "p".charCodeAt(0);
const REF_AT = '{"type":"reply","ref":"'.length;
const VERSION = '"version":';

const decoder = new TextDecoder();

/** Confab's own protocol. A `ref` is the message's number, so that a reply is read without parsing. */
export function confabV1(): Dialect {
  // Lines of one room are mostly of one length: where the next one should end is looked at first.
  let guess = 0;

  function lineEnd(bytes: Uint8Array, at: number, end: number): number {
    const guessed = at + guess;
    if (guessed === end || (guessed < end && bytes[guessed] === NEWLINE)) return guessed;
    const stop = findLineEnd(bytes, at, end);
    guess = stop - at;
    return stop;
  }

  return {
    request: () => ({ path: "/ws", protocol: "confab.v1" }),
    greet: (name, room) => [
      JSON.stringify({ type: "auth", name }),
      JSON.stringify({ type: "room.join", ref: "join", room }),
    ],
    isIn(frame) {
      if (/"type":"(error|reply)","ref":"[^"]*","ok":false|"type":"error"/.test(frame)) {
        throw new Error(`The server refused a client: ${frame.slice(0, 200)}`);
      }
      return frame.includes('"ref":"join"');
    },
    say({ room, sender, number, text }) {
      // Begins with the time, as a browser's ids do: the server's index likes neighbours.
      const id = `${Date.now().toString(36)}-${sender}-${number}`;
      return `{"type":"message.send","ref":"${number}","room":"${room}","id":"${id}","text":"${text}"}`;
    },
    read(bytes, start, end, listener) {
      let count = 0;
      for (let at = start; at < end;) {
        const stop = lineEnd(bytes, at, end);
        const kind = bytes[at + TYPE_AT]!;
        if (kind === MESSAGE) {
          count += 1;
          listener?.heard?.(bytes, at);
        } else if (kind === REPLY && listener) {
          const line = bytes.subarray(at, stop);
          const number = readNumber(line, REF_AT, 7);
          listener.answered(number, readVersion(decoder.decode(line)));
        }
        at = stop + 1;
      }
      return count;
    },
  };
}

function readVersion(reply: string): number {
  const at = reply.indexOf(VERSION);
  if (at < 0) throw new Error(`The server refused a message: ${reply.slice(0, 200)}`);
  return parseInt(reply.slice(at + VERSION.length));
}
