/** A client that joins a room over a raw TCP connection and then never reads again. */
export async function stalledReader(
  socketUrl: string,
  { name, room }: { name: string; room: string },
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
    "\r\n",
  ];
  await connection.write(new TextEncoder().encode(upgrade.join("\r\n")));
  await connection.read(new Uint8Array(4_096));
  await connection.write(textFrame(JSON.stringify({ type: "auth", name })));
  await connection.write(textFrame(JSON.stringify({ type: "room.join", room })));
  return connection;
}

/** A masked text frame of less than 126 bytes (RFC 6455, 5.2). The mask is zero, which changes nothing. */
function textFrame(text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  return new Uint8Array([0x81, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);
}
