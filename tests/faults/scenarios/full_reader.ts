import type { SocketPeer } from "../../support/socket_peer.ts";
import { stalledReader } from "../../support/stalled_reader.ts";

/** A room in which only noise is made. */
const NOISY_ROOM = "noise";
/** More than the kernel and the server's outbox hold for one socket. */
const FILL_BYTES = 12_000_000;
const TEXT = "x".repeat(10_000);

/** Posts so many bytes of noise in a room, a hundred texts at a time. */
export async function makeNoise(writer: SocketPeer, room: string, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= 100 * TEXT.length) {
    await Promise.all(Array.from({ length: 100 }, () => writer.say(TEXT, undefined, room)));
  }
}

/** A client that has stopped reading, with all buffers on the way to it full. */
export async function fullReader(socketUrl: string, writer: SocketPeer): Promise<Deno.TcpConn> {
  await writer.ask({ type: "room.create", id: NOISY_ROOM });
  const stalled = await stalledReader(socketUrl, { name: "Stalled", room: NOISY_ROOM });
  await makeNoise(writer, NOISY_ROOM, FILL_BYTES);
  return stalled;
}
