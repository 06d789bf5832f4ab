import { assertEquals } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { rawRequest, readAnswer } from "./raw_request.ts";

/** More than anybody needs, fewer than the files a process may have open. */
const CROWD = 500;

/** What an attacker sends over a connection, and then nothing more. */
const UNFINISHED = [
  "",
  "G",
  "GET / HTTP/1.1\r\nHost: localhost\r\n",
  "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("requests and handshakes that are never finished hinder nobody", async () => {
  await using server = await ServerProcess.start();
  const stalled = await Promise.all(Array.from({ length: CROWD }, async (_, i) => {
    const connection = await Deno.connect({ port: server.port });
    await connection.write(bytes(UNFINISHED[i % UNFINISHED.length]!));
    return connection;
  }));
  const ada = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  await ada.join();
  await ada.say("all the same");
  const { connections, places } = await (await fetch(`${server.url}/health`)).json();
  assertEquals([connections, places], [1, 1]);
  assertEquals(await server.stop(), 0);
  for (const connection of stalled) connection.close();
});

Deno.test("a form is refused as soon as it is longer than any of ours, however long it says it is", async () => {
  await using server = await ServerProcess.start();
  const lengths = ["Content-Length: 10000000000", "Transfer-Encoding: chunked"];
  for (const length of lengths) {
    using connection = await Deno.connect({ port: server.port });
    await connection.write(bytes(
      [
        "POST / HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/x-www-form-urlencoded",
        length,
        "\r\n",
      ].join("\r\n"),
    ));
    const part = `name=${"a".repeat(20_000)}`;
    const chunk = length.includes("chunked") ? `${part.length.toString(16)}\r\n${part}\r\n` : part;
    await connection.write(bytes(chunk));
    assertEquals((await readAnswer(connection)).status, 413, length);
  }
});

Deno.test("a form may have any fields, and nothing else is one", async () => {
  await using server = await ServerProcess.start();
  const post = async (body: BodyInit, headers: HeadersInit = {}) => {
    const response = await fetch(server.url, { method: "POST", redirect: "manual", headers, body });
    await response.body?.cancel();
    return response.status;
  };
  const many = Array.from({ length: 3_000 }, (_, i) => `f=${i % 10}`).join("&");
  const urlEncoded = { "content-type": "application/x-www-form-urlencoded" };
  assertEquals(await post(`${many}&name=Ada`, urlEncoded), 303);
  assertEquals(await post("name=%ff%fe&name=%zz&%=&&=", urlEncoded), 303);
  assertEquals(await post("__proto__=x&constructor=y", urlEncoded), 422);
  const upload = new FormData();
  upload.set("name", new Blob(["Ada"]), "name.txt");
  assertEquals(await post(upload), 400);
  assertEquals(await post("name=Ada", { "content-type": "text/plain" }), 400);
});

Deno.test("what is too long for an address or a head is refused, and harms nothing", async () => {
  await using server = await ServerProcess.start();
  const ask = async (path: string, lines: string[]) => {
    const head = [`GET ${path} HTTP/1.1`, "Host: localhost", ...lines, "\r\n"].join("\r\n");
    return (await rawRequest(server.port, head)).status;
  };
  assertEquals(await ask(`/${"a".repeat(60_000)}`, []), 404);
  assertEquals(await ask(`/${"a".repeat(70_000)}`, []), 400);
  assertEquals(await ask("/", [`Cookie: confab_session=${"a".repeat(60_000)}`]), 200);
  assertEquals(await ask("/", [`X-Long: ${"a".repeat(500_000)}`]), 400);
  assertEquals(await ask("/", Array.from({ length: 200 }, (_, i) => `X-${i}: 1`)), 400);
  assertEquals(await ask("/health", []), 200);
});
