import { readResponses } from "./responses.ts";

/** What came over a connection that was to become a WebSocket. */
export interface Heard {
  /** 0 while there is none. */
  status: number;
  /** Whole text messages. */
  messages: string[];
  /** What the server closed it with; 1005 without a code, null when it has not. */
  closeCode: number | null;
}

const TEXT = 1;
const CLOSE = 8;

/** Reads everything that came so far: the answer to the upgrade, and frames as a server sends them, unmasked and
 *  whole. */
export function readUpgraded(received: Uint8Array<ArrayBuffer>): Heard {
  const [answer] = readResponses(received);
  const heard: Heard = { status: answer?.status ?? 0, messages: [], closeCode: null };
  if (answer?.status !== 101) return heard;
  const view = new DataView(received.buffer, received.byteOffset, received.byteLength);
  for (let at = answer.end; at + 2 <= received.length;) {
    const frame = readHead(view, at);
    if (!frame || frame.end > received.length) break;
    const payload = received.subarray(frame.start, frame.end);
    if (frame.opcode === TEXT) heard.messages.push(new TextDecoder().decode(payload));
    if (frame.opcode === CLOSE) {
      heard.closeCode = payload.length < 2 ? 1005 : view.getUint16(frame.start);
    }
    at = frame.end;
  }
  return heard;
}

/** Where a frame's payload is; null when its head is not whole. */
function readHead(view: DataView, at: number) {
  const short = view.getUint8(at + 1) & 127;
  const headLength = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (at + headLength > view.byteLength) return null;
  const length = short === 126
    ? view.getUint16(at + 2)
    : short === 127
    ? Number(view.getBigUint64(at + 2))
    : short;
  const start = at + headLength;
  return { opcode: view.getUint8(at) & 15, start, end: start + length };
}
