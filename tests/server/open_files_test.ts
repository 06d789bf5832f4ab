import { assertEquals, assertMatch } from "@std/assert";
import { readAnswer } from "./raw_request.ts";
import { requestRawSocket } from "../support/raw_socket.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { found } from "../support/waiting.ts";

/** Files a server may have open here. */
const OPEN_FILES = 256;

/** Tells the system how many files a server may have open from now on; those that are open stay. */
async function limitFiles({ pid }: ServerProcess, soft: number): Promise<void> {
  const args = ["--pid", String(pid), `--nofile=${soft}:${OPEN_FILES}`];
  const { success, stderr } = await new Deno.Command("prlimit", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** The status of the answer to a GET over a connection that is there already. */
async function get(connection: Deno.Conn, path: string, headers: string[] = []): Promise<number> {
  const head = [`GET ${path} HTTP/1.1`, "Host: localhost", ...headers, "\r\n"].join("\r\n");
  await connection.write(new TextEncoder().encode(head));
  return (await readAnswer(connection)).status;
}

/** The status of the answer to the form of the join page. */
async function join(connection: Deno.Conn): Promise<number> {
  const lines = [
    "POST / HTTP/1.1",
    "Host: localhost",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/115.0",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Length: 7",
    "",
    "name=Bo",
  ];
  await connection.write(new TextEncoder().encode(lines.join("\r\n")));
  return (await readAnswer(connection)).status;
}

/** Every file that a page can ask for, as its path. */
async function assets({ url }: ServerProcess): Promise<string[]> {
  const html = await (await fetch(url)).text();
  return [...html.matchAll(/(?:href|src)="(\/[^"]+\.\w+[^"]*)"/g)].map(([, path]) => path!);
}

Deno.test({
  name: "a server that can open no file at all goes on: pages, files, sockets, posts",
  ignore: !await isThere("prlimit"),
  async fn() {
    await using server = await ServerProcess.start({ openFiles: OPEN_FILES, keepsLog: true });
    const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    await peer.join();
    const paths = [...await assets(server), "/", "/login", "/register", "/rooms", "/health"];
    const connections: Deno.Conn[] = [];
    for (let i = 0; i < paths.length; i++) {
      connections.push(await Deno.connect({ port: server.port }));
      await get(connections[i]!, "/health");
    }
    const spare = await Deno.connect({ port: server.port });
    await get(spare, "/ws");
    await limitFiles(server, 3);
    const statuses = await Promise.all(paths.map((path, i) => get(connections[i]!, path)));
    assertEquals(statuses, paths.map((path) => path === "/rooms" ? 303 : 200));
    await peer.say("still here");
    // What tells browsers apart is asked for here for the first time.
    assertEquals(await join(spare), 303);
    // Nobody new can come in; the server finds that out with the first one, who may see the connection reset at once.
    const late = await Deno.connect({ port: server.port }).catch(() => null);
    await limitFiles(server, OPEN_FILES);
    late?.close();
    const next = await found(() => SocketPeer.connect(server.socketUrl, { name: "Grace" }));
    await next.join();
    await peer.say("to both");
    await next.inbox.next("message", ({ message }) => message.text === "to both");
    for (const connection of [...connections, spare]) connection.close();
    assertEquals(await server.stop("SIGTERM"), 0);
    assertEquals([await peer.closed, await next.closed], [1001, 1001]);
    assertMatch(
      await server.log,
      /^({"time":"[^"]+","level":"error","message":"no connection can be taken".*}\n)+$/,
    );
  },
});

Deno.test("sockets are refused before the files run out, and taken in again once others are gone", async () => {
  const env = { CONNECTIONS_PER_ADDRESS: "1000" };
  await using server = await ServerProcess.start({ env, openFiles: OPEN_FILES, keepsLog: true });
  const health = async () => await (await fetch(`${server.url}/health`)).json();
  const { limit } = await health();
  const peers: SocketPeer[] = [];
  for (let i = 0; i < limit; i++) {
    peers.push(await SocketPeer.connect(server.socketUrl, { name: `Guest ${i}` }));
  }
  for (let i = 0; i < 3; i++) {
    using refused = await requestRawSocket(server.socketUrl);
    const { status, headers } = await readAnswer(refused);
    assertEquals([status, headers.get("retry-after")], [503, "5"]);
  }
  const { places, connections } = await health();
  assertEquals([places, connections], [limit, limit]);
  await peers.pop()!.close();
  peers.push(await SocketPeer.connect(server.socketUrl, { name: "Ada" }));
  await peers[0]!.join();
  await peers[0]!.say("still here");
  await Promise.all(peers.map((peer) => peer.close()));
  assertEquals(await server.stop("SIGTERM"), 0);
  const [line, ...others] = (await server.log).trimEnd().split("\n");
  const { level, message } = JSON.parse(line!);
  const full = "no socket can be taken in: all places are taken";
  assertEquals([level, message, others], ["warn", full, []]);
});

async function isThere(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
