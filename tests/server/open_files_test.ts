import { assertEquals, assertMatch } from "@std/assert";
import { readAnswer } from "./raw_request.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

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
    // Nobody new can come in; the server finds that out with the first one.
    const late = await Deno.connect({ port: server.port });
    await limitFiles(server, OPEN_FILES);
    late.close();
    const next = await peerOnceThereIsRoom(server);
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

/** Connects once the server takes connections again. */
async function peerOnceThereIsRoom(server: ServerProcess): Promise<SocketPeer> {
  for (;;) {
    try {
      return await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function isThere(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
