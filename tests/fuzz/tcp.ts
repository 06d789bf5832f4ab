/** Bytes over a TCP connection of one's own: no client library sends what these attacks send. */

export interface Listening {
  port: number;
  /** How long nothing may come before the talk is over, in milliseconds. */
  patienceMs: number;
  /** Told all that came so far, after each piece of it; true ends the talk. */
  isEnough?: (received: Uint8Array<ArrayBuffer>) => boolean;
}

export interface Talk {
  received: Uint8Array<ArrayBuffer>;
  /** Why it ended: the server closed it, it was enough, or nothing came any more. */
  end: "closed" | "enough" | "silence";
}

/** Writes all pieces, each by itself, and reads until there is an end. Then hangs up. */
export async function talk(
  pieces: Uint8Array<ArrayBuffer>[],
  { port, patienceMs, isEnough = () => false }: Listening,
): Promise<Talk> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay();
  let isOpen = true;
  const hangUp = () => {
    if (isOpen) connection.close();
    isOpen = false;
  };
  const writing = writeAll(connection, pieces).catch(() => {
    // The server may hang up before it has read everything.
  });
  let received = new Uint8Array();
  let end: Talk["end"] = "closed";
  for (;;) {
    const chunk = await readOne(connection, patienceMs, hangUp);
    if (chunk === null) break;
    if (chunk === "silence") {
      end = chunk;
      break;
    }
    received = joined(received, chunk);
    if (isEnough(received)) {
      end = "enough";
      break;
    }
  }
  hangUp();
  await writing;
  return { received, end };
}

/** What comes next; null once the connection is closed. Hangs up when nothing comes. */
async function readOne(
  connection: Deno.TcpConn,
  patienceMs: number,
  hangUp: () => void,
): Promise<Uint8Array | "silence" | null> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    hangUp();
  }, patienceMs);
  const buffer = new Uint8Array(64 * 1024);
  try {
    const length = await connection.read(buffer);
    return length === null ? null : buffer.subarray(0, length);
  } catch {
    return isLate ? "silence" : null;
  } finally {
    clearTimeout(timer);
  }
}

async function writeAll(connection: Deno.TcpConn, pieces: Uint8Array[]): Promise<void> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length;) at += await connection.write(piece.subarray(at));
  }
}

/** One after the other in one array. */
export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
