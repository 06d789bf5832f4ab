import { type Dialect, readNumber } from "./dialect.ts";

/** An event "m" with one text, as Socket.IO's protocol 5 writes it over Engine.IO 4. */
const BEFORE = '42["m","';
const AFTER = '"]';

/** Socket.IO over WebSocket alone, without its polling. Each message is a frame. */
export function socketIo(textBytes: number): Dialect {
  const length = BEFORE.length + textBytes + AFTER.length;
  return {
    request: () => ({ path: "/socket.io/?EIO=4&transport=websocket" }),
    greet: () => ["40"],
    isIn: (frame) => frame.startsWith("40"),
    say: ({ text }) => `${BEFORE}${text}${AFTER}`,
    read(bytes, start, end, listener) {
      if (end - start !== length) return 0;
      const text = start + BEFORE.length;
      if (listener && readNumber(bytes, text, 4) === listener.sender) {
        listener.answered(readNumber(bytes, text + 5, 7), 0);
      }
      return 1;
    },
  };
}
