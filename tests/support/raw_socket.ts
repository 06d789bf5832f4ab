/** A WebSocket over a TCP connection that does nothing by itself: it answers no ping and no close. */
export async function openRawSocket(
  socketUrl: string,
  headers: string[] = [],
): Promise<Deno.TcpConn> {
  const connection = await requestRawSocket(socketUrl, headers);
  await connection.read(new Uint8Array(4_096));
  return connection;
}

/** The TCP connection of a WebSocket that was asked for and has not been answered. */
export async function requestRawSocket(
  socketUrl: string,
  headers: string[] = [],
): Promise<Deno.TcpConn> {
  const { hostname, port, host } = new URL(socketUrl);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const upgrade = [
    "GET /ws HTTP/1.1",
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: confab.v1",
    ...headers,
    "\r\n",
  ];
  await connection.write(new TextEncoder().encode(upgrade.join("\r\n")));
  return connection;
}

/** A masked text frame of less than 126 bytes (RFC 6455, 5.2). The mask is zero, which changes nothing. */
export function textFrame(text: string): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(text);
  return new Uint8Array([0x81, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);
}

/** The head of a masked frame that is to have so many bytes.
 *  @param first its first byte; unless given, of a whole text message */
export function frameHead(bytes: number, first = 0x81): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(14);
  head.set([first, 0x80 | 127]);
  new DataView(head.buffer).setBigUint64(2, BigInt(bytes));
  return head;
}
