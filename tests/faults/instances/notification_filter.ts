import type { Filter } from "../proxy.ts";

/** NotificationResponse; all messages of a server are framed the same way
 *  (postgresql.org/docs/15/protocol-message-formats.html). */
const NOTIFICATION = "A".charCodeAt(0);
/** A type and a length, which counts itself. */
const HEAD_BYTES = 5;

/** Loses notifications on their way from PostgreSQL, while it is told to. The connection must not be encrypted.
 *  @param isLosing asked for each of them */
export function notificationFilter(isLosing: () => boolean): Filter {
  let held = new Uint8Array();
  return (bytes) => {
    const all = new Uint8Array(held.length + bytes.length);
    all.set(held);
    all.set(bytes, held.length);
    const passed = new Uint8Array(all.length);
    let length = 0;
    let at = 0;
    while (all.length - at >= HEAD_BYTES) {
      const size = 1 + new DataView(all.buffer, at + 1).getUint32(0);
      if (all.length - at < size) break;
      if (all[at] !== NOTIFICATION || !isLosing()) {
        passed.set(all.subarray(at, at + size), length);
        length += size;
      }
      at += size;
    }
    held = all.slice(at);
    return passed.subarray(0, length);
  };
}
