import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { frameHead, openRawSocket, requestRawSocket, textFrame } from "../support/raw_socket.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** Longest a test waits for what must come, in milliseconds. */
const PATIENCE_MS = 30_000;

interface Health {
  connections: number;
  places: number;
}

async function healthOf({ url }: ServerProcess): Promise<Health> {
  return await (await fetch(`${url}/health`)).json();
}

/** Waits until the server's health is so. */
async function untilHealth(
  server: ServerProcess,
  fits: (health: Health) => boolean,
): Promise<Health> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const health = await healthOf(server);
    if (fits(health)) return health;
    if (performance.now() > deadline) throw new Error(`health is still ${JSON.stringify(health)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Reads to the end: resolves once the server has dropped the connection. */
async function untilDropped(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(4_096);
  const timer = setTimeout(() => connection.close(), PATIENCE_MS);
  try {
    while (await connection.read(buffer) !== null);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  } finally {
    clearTimeout(timer);
  }
  connection.close();
}

Deno.test("a socket that never answers its end keeps its place until the server drops it, a few seconds later", async () => {
  await using server = await ServerProcess.start();
  const flooder = await openRawSocket(server.socketUrl);
  for (let i = 0; i < DEFAULT_LIMITS.floodStrikes; i++) await flooder.write(textFrame("nope"));
  assertEquals((await untilHealth(server, (it) => it.connections === 0)).places, 1);
  await untilDropped(flooder);
  await untilHealth(server, ({ places }) => places === 0);
});

Deno.test("a socket that is in the middle of a frame when it ends is dropped like any other", async () => {
  await using server = await ServerProcess.start();
  const holder = await openRawSocket(server.socketUrl);
  for (let i = 0; i < DEFAULT_LIMITS.floodStrikes; i++) await holder.write(textFrame("nope"));
  await holder.write(frameHead(50_000_000));
  await holder.write(new Uint8Array(1_000_000));
  await untilDropped(holder);
  await untilHealth(server, ({ places }) => places === 0);
});

Deno.test("who goes away while waiting for the handshake leaves no place behind", async () => {
  await using server = await ServerProcess.start();
  const newcomers: SocketPeer[] = [];
  while (newcomers.length < DEFAULT_LIMITS.newcomersPerAddress) {
    newcomers.push(await SocketPeer.connect(server.socketUrl));
  }
  const waiting = await requestRawSocket(server.socketUrl);
  await untilHealth(server, ({ places }) => places === newcomers.length + 1);
  waiting.close();
  await newcomers.pop()!.close();
  await untilHealth(server, ({ places }) => places === newcomers.length);
  // The place that became free is somebody else's now.
  newcomers.push(await SocketPeer.connect(server.socketUrl));
  await Promise.all(newcomers.map((peer) => peer.close()));
});
