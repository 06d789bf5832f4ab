import { assert, assertEquals, assertRejects } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

Deno.test("two people talk over real sockets, and see each other come and go", async () => {
  await using server = await ServerProcess.start();
  const ada = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  await ada.join();
  const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
  const { users } = await grace.join();
  assertEquals(users!.map((user) => user.name), ["Ada", "Grace"]);
  await ada.inbox.next("presence", (event) => event.joined.some((user) => user.name === "Grace"));

  const { seq } = await ada.say("Hello, Grace");
  const heard = await grace.inbox.next("message");
  assertEquals([heard.message.seq, heard.message.text], [seq, "Hello, Grace"]);
  assertEquals(heard.message.user.name, "Ada");

  await grace.close();
  const left = await ada.inbox.next("presence", (event) => event.left.length > 0);
  assertEquals(left.left.map((user) => user.name), ["Grace"]);
  await ada.close();
});

Deno.test("after kill -9 every acked message is there, once, with its seq", async () => {
  const dataDir = await Deno.makeTempDir();
  const acked = new Map<string, number>();
  {
    await using server = await ServerProcess.start({ dataDir });
    const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    const sends = Array.from({ length: 2_000 }, async (_, i) => {
      const reply = await peer.say(`message ${i}`, `m${i}`).catch(() => null);
      if (reply) acked.set(`m${i}`, reply.seq!);
      if (acked.size === 300) await server.stop("SIGKILL");
    });
    await Promise.all(sends);
  }
  {
    await using server = await ServerProcess.start({ dataDir });
    const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    assert(acked.size >= 300);
    const stored = new Map<string, number[]>();
    for (let after = 0, more = true; more;) {
      const page = await peer.must({ type: "history.changes", room: "general", after });
      for (const { id, seq } of page.messages!) stored.set(id, [...stored.get(id) ?? [], seq]);
      after = page.messages!.at(-1)?.version ?? 0;
      more = page.more!;
    }
    for (const [id, seq] of acked) assertEquals(stored.get(id), [seq], id);
    // A retry after the restart gives the seq that was acked before it.
    assertEquals((await peer.say("message 0", "m0")).seq, acked.get("m0"));
    await peer.close();
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a page of a foreign origin cannot open a socket, one of ours and an allowed one can", async () => {
  await using server = await ServerProcess.start({
    env: { ALLOWED_ORIGINS: "https://friend.example" },
  });
  const connect = (origin: string) =>
    SocketPeer.connect(server.socketUrl, { headers: { origin }, name: "Ada" });
  const { host } = new URL(server.url);
  for (
    const origin of [
      "https://evil.example",
      "null",
      `http://${host}.evil.example`,
      `http://evil.example/${host}`,
      "https://friend.example.evil.example",
    ]
  ) {
    await assertRejects(() => connect(origin), Error, "refused", origin);
  }
  await (await connect(server.url)).close();
  await (await connect("https://friend.example")).close();
});

Deno.test("a plain request to /ws and a socket with another subprotocol are told what is wrong", async () => {
  await using server = await ServerProcess.start();
  const plain = await fetch(`${server.url}/ws`);
  assertEquals(plain.status, 426);
  assertEquals((await plain.json()).error.code, "bad_message");
  const socket = new WebSocket(server.socketUrl, "chat");
  const opened = await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
  assertEquals(opened, false);
});

Deno.test("SIGTERM closes everybody with 1001 and ends with code 0; nothing acked is lost", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    await using server = await ServerProcess.start({ dataDir });
    const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    await peer.say("kept", "m1");
    assertEquals(await server.stop("SIGTERM"), 0);
    assertEquals(await peer.closed, 1001);
  }
  {
    await using server = await ServerProcess.start({ dataDir });
    const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    assertEquals((await peer.join()).messages!.map((message) => message.text), ["kept"]);
    await peer.close();
  }
  await Deno.remove(dataDir, { recursive: true });
});
