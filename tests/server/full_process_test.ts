import { assertEquals, assertMatch } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { found } from "../support/waiting.ts";

/** Below what the server needs for itself and as many connections as `crowd` makes. */
const OPEN_FILES = 64;

/** More connections than the server may have, until it takes none. */
async function crowd({ port }: ServerProcess): Promise<Deno.TcpConn[]> {
  const connections: Deno.TcpConn[] = [];
  try {
    while (connections.length < 10 * OPEN_FILES) connections.push(await Deno.connect({ port }));
  } catch (error) {
    const { ConnectionRefused, ConnectionReset } = Deno.errors;
    if (!(error instanceof ConnectionRefused || error instanceof ConnectionReset)) throw error;
  }
  return connections;
}

/** Asks until the server listens again. */
function healthOf(server: ServerProcess): Promise<{ status: string }> {
  return found(async () => await (await fetch(`${server.url}/health`)).json());
}

Deno.test("more connections than files may be open neither end the server nor who is in it", async () => {
  await using server = await ServerProcess.start({ openFiles: OPEN_FILES, keepsLog: true });
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  const connections = await crowd(server);
  await peer.say("still here");
  for (const connection of connections) connection.close();
  assertEquals((await healthOf(server)).status, "ok");
  const late = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  await late.join();
  await peer.say("to both");
  await late.inbox.next("message", ({ message }) => message.text === "to both");
  assertEquals(await server.stop("SIGTERM"), 0);
  assertEquals([await peer.closed, await late.closed], [1001, 1001]);
  assertMatch(
    await server.log,
    /"level":"error","message":"no connection can be taken".*os error 24/,
  );
});
