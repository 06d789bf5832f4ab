import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { frameHead, openRawSocket, requestRawSocket, textFrame } from "../support/raw_socket.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { found } from "../support/waiting.ts";

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
function untilHealth(server: ServerProcess, fits: (health: Health) => boolean): Promise<Health> {
  return found(async () => {
    const health = await healthOf(server);
    if (!fits(health)) throw new Error(`health is ${JSON.stringify(health)}`);
    return health;
  }, { ms: PATIENCE_MS });
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

Deno.test("a message without end is dropped for its memory, and others stay", async () => {
  const env = { MEMORY_LIMIT_MB: "400", TRUST_PROXY: "on" };
  await using server = await ServerProcess.start({ env, keepsLog: true });
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  await peer.join();
  const from = ["X-Forwarded-For: 192.0.2.1"];
  const holder = await openRawSocket(server.socketUrl, from);
  await holder.write(textFrame(JSON.stringify({ type: "auth", name: "Eve" })));
  const dropped = untilDropped(holder);
  // Pieces of one message: Deno limits each of them and not the whole.
  await writePieces(holder, 100);
  await dropped;
  await untilHealth(server, ({ connections, places }) => connections === 1 && places === 1);
  await peer.say("still here");
  const late = await SocketPeer.connect(server.socketUrl).then(() => "in", () => "refused");
  assertEquals(late, "refused");
  await found(() => SocketPeer.connect(server.socketUrl));
  assertEquals(await server.stop("SIGTERM"), 0);
  assertEquals((await server.log).trimEnd().split("\n").map((line) => JSON.parse(line).message), [
    "no socket is taken in: memory is short",
    "connections were dropped for their memory",
    "there is enough memory again: sockets are taken in",
  ]);
});

/** Writes pieces of a message, of 8 MiB each, until there are so many or the server takes no more. */
async function writePieces(connection: Deno.TcpConn, most: number): Promise<void> {
  const piece = new Uint8Array(8 * 1024 * 1024).fill(97);
  const [begin, goOn] = [0x01, 0x00];
  try {
    for (let i = 0; i < most; i++) {
      await writeAll(connection, frameHead(piece.length, i === 0 ? begin : goOn));
      await writeAll(connection, piece);
    }
  } catch {
    // It was dropped in the middle of it.
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await connection.write(bytes.subarray(done));
}
