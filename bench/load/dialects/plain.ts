import { type Dialect, readNumber } from "./dialect.ts";
import { findLineEnd } from "./find_line_end.ts";

/** Text in and text out, bursts joined by "\n": gorilla's chat, bare WebSocket servers, Confab's plain dialect.
 *  @param textBytes the length of every message, so that those of a frame are counted without looking */
export function plain(textBytes: number): Dialect {
  const stride = textBytes + 1;
  return {
    request: (room) => ({ path: room === "general" ? "/ws" : `/ws?channel=${room}` }),
    greet: () => [],
    isIn: null,
    say: ({ text }) => text,
    read(bytes, start, end, listener) {
      const count = (end - start + 1) / stride;
      // Something else is among them, such as a notice of who came.
      if (!Number.isInteger(count)) return readLines(bytes, start, end, stride);
      if (listener) {
        for (let at = start; at < end; at += stride) {
          if (readNumber(bytes, at, 4) === listener.sender) {
            listener.answered(readNumber(bytes, at + 5, 7), 0);
          }
        }
      }
      return count;
    },
  };
}

function readLines(bytes: Uint8Array, start: number, end: number, stride: number): number {
  let count = 0;
  for (let at = start; at < end;) {
    const next = findLineEnd(bytes, at, end) + 1;
    if (next - at === stride) count += 1;
    at = next;
  }
  return count;
}
