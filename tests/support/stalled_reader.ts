import { openRawSocket, textFrame } from "./raw_socket.ts";

/** A client that joins a room over a raw TCP connection and then never reads again. */
export async function stalledReader(
  socketUrl: string,
  { name, room }: { name: string; room: string },
): Promise<Deno.TcpConn> {
  const connection = await openRawSocket(socketUrl);
  await connection.write(textFrame(JSON.stringify({ type: "auth", name })));
  await connection.write(textFrame(JSON.stringify({ type: "room.join", room })));
  return connection;
}
