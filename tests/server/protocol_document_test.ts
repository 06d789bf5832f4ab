import { assert, assertEquals } from "@std/assert";
import type { Message } from "../../protocol/entities.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** The client that docs/PROTOCOL.md ends with, against another server and reporting its log. */
async function clientFromTheDocument(socketUrl: string): Promise<Worker> {
  const document = await Deno.readTextFile(new URL("../../docs/PROTOCOL.md", import.meta.url));
  const code = document.match(/## A whole client[\s\S]*?```js\n([\s\S]*?)```/)?.[1];
  assert(code, "the document has no client");
  const source = code.replace("ws://localhost:8000/ws", socketUrl) +
    "\nsetInterval(() => postMessage([...log.values()]), 20);";
  const url = URL.createObjectURL(new Blob([source], { type: "application/javascript" }));
  return new Worker(url, { type: "module" });
}

function until(worker: Worker, fits: (log: Message[]) => boolean): Promise<Message[]> {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => fits(data) && resolve(data);
  });
}

Deno.test("the client in the document reads a room to its end, follows it, and misses nothing over a restart", async () => {
  const dataDir = await Deno.makeTempDir();
  let client: Worker;
  let port: number;
  {
    await using server = await ServerProcess.start({ dataDir });
    port = server.port;
    const writer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    await writer.say("before it came", "m1");
    client = await clientFromTheDocument(server.socketUrl);
    await until(client, (log) => log.length === 1);
    await writer.say("while it was there", "m2");
    await until(client, (log) => log.length === 2);
    await server.stop("SIGKILL");
  }
  {
    await using server = await ServerProcess.start({ dataDir, port });
    const writer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    await Promise.all(Array.from({ length: 300 }, (_, i) => writer.say(`${i}`, `while-away-${i}`)));
    await writer.must({ type: "message.edit", room: "general", seq: 1, text: "edited" });
    await writer.must({ type: "message.delete", room: "general", seq: 2 });
    const log = await until(
      client,
      (log) => log.length === 302 && log.some((message) => message.deletedAt !== undefined),
    );
    assertEquals(log.find((message) => message.seq === 1)?.text, "edited");
    client.terminate();
    await writer.close();
  }
  await Deno.remove(dataDir, { recursive: true });
});
