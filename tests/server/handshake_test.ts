import { assertEquals } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { sharedServer } from "../support/shared_server.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const HANDSHAKE = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol": "confab.v1",
};

const shared = sharedServer();

interface Answer {
  status: number;
  /** Their names in lower case. */
  headers: Map<string, string>;
  body: string;
}

/** The answer to a handshake with some headers changed, an empty one left out. */
async function shake(
  server: ServerProcess,
  headers: Partial<Record<keyof typeof HANDSHAKE | "Origin", string>>,
  method = "GET",
): Promise<Answer> {
  using connection = await Deno.connect({ port: server.port });
  const lines = Object.entries({ ...HANDSHAKE, ...headers })
    .filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`);
  const request = [`${method} /ws HTTP/1.1`, `Host: localhost`, ...lines, "\r\n"].join("\r\n");
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(4_096);
  const length = await connection.read(buffer);
  const [head, body] = new TextDecoder().decode(buffer.subarray(0, length!)).split("\r\n\r\n");
  const [status, ...fields] = head!.split("\r\n");
  return {
    status: Number(status!.split(" ")[1]),
    headers: new Map(fields.map((field) => {
      const [name, value] = field.split(": ");
      return [name!.toLowerCase(), value!];
    })),
    body: body!,
  };
}

Deno.test("a handshake that is none is refused with what is wrong with it, and is no fault of ours", async () => {
  const server = shared();
  assertEquals((await shake(server, {})).status, 101);
  assertEquals((await shake(server, { Connection: "keep-alive, upgrade" })).status, 101);
  // Who names no subprotocol is a client of the seeds.
  assertEquals((await shake(server, { "Sec-WebSocket-Protocol": "" })).status, 101);
  const malformed = [
    { Connection: "" },
    { Connection: "keep-alive" },
    { "Sec-WebSocket-Key": "" },
    { "Sec-WebSocket-Key": "dGhlIHNhbXBsZQ==" },
    { "Sec-WebSocket-Protocol": "chat" },
  ];
  for (const headers of malformed) {
    const { status, body } = await shake(server, headers);
    assertEquals([status, JSON.parse(body).error.code], [400, "bad_message"], body);
  }
});

Deno.test("another version of WebSocket is told which one we speak", async () => {
  const server = shared();
  for (const version of ["8", "14", ""]) {
    const { status, headers } = await shake(server, { "Sec-WebSocket-Version": version });
    assertEquals([status, headers.get("sec-websocket-version")], [426, "13"]);
  }
});

Deno.test("nothing but GET becomes a socket", async () => {
  const server = shared();
  assertEquals((await shake(server, {}, "HEAD")).status, 426);
  assertEquals((await shake(server, {}, "POST")).status, 404);
  assertEquals((await shake(server, { Upgrade: "" })).status, 426);
});

Deno.test("a page may open a socket only from our own origin or an allowed one, to the letter", async () => {
  const env = { ALLOWED_ORIGINS: "https://friend.example" };
  await using server = await ServerProcess.start({ env });
  const foreign = [
    "null",
    "http://localhost:8000",
    "http://localhost.evil.example",
    "http://evil.localhost",
    "http://evillocalhost",
    "http://localhost@evil.example",
    "http://user@localhost",
    "http://evil.example/localhost",
    "http://evil.example#localhost",
    "HTTP://LOCALHOST",
    "http://localhost/",
    "ws://localhost",
    "file://",
    "http://friend.example",
    "https://friend.example:8443",
    "https://friend.example.evil.example",
    "https://evil.example, https://friend.example",
  ];
  for (const Origin of foreign) {
    const { status, body } = await shake(server, { Origin });
    assertEquals([status, JSON.parse(body).error.code], [403, "bad_message"], Origin);
  }
  for (const Origin of ["", "http://localhost", "https://localhost", "https://friend.example"]) {
    assertEquals((await shake(server, { Origin })).status, 101, Origin);
  }
});

Deno.test("one address has so many sockets, and is refused before the handshake from then on", async () => {
  await using server = await ServerProcess.start({ env: { CONNECTIONS_PER_ADDRESS: "2" } });
  const peers = [
    await SocketPeer.connect(server.socketUrl),
    await SocketPeer.connect(server.socketUrl),
  ];
  const { status, headers, body } = await shake(server, {});
  assertEquals([status, JSON.parse(body).error.code], [503, "too_many_connections"]);
  assertEquals(headers.get("retry-after"), "5");
  await peers[0]!.close();
  const next = await SocketPeer.connect(server.socketUrl);
  await Promise.all([next, peers[1]!].map((peer) => peer.close()));
});
