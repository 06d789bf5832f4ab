import { assert, assertEquals } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { stalledReader } from "../support/stalled_reader.ts";

/** Enough to fill the kernel's buffers and ours. */
async function fill(writer: SocketPeer): Promise<void> {
  const text = "x".repeat(10_000);
  for (let batch = 0; batch < 20; batch++) {
    await Promise.all(Array.from({ length: 100 }, () => writer.say(text)));
  }
}

Deno.test("a peer that never reads is out of the room within 10 s, and the others go on", async () => {
  await using server = await ServerProcess.start();
  const writer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  await writer.join();
  const stalled = await stalledReader(server.socketUrl, { name: "Sleepy", room: "general" });
  await writer.inbox.next(
    "presence",
    (event) => event.joined.some(({ name }) => name === "Sleepy"),
  );
  await fill(writer);
  const filledAt = performance.now();
  await writer.inbox.next("presence", (event) => event.left.some(({ name }) => name === "Sleepy"));
  const seconds = (performance.now() - filledAt) / 1_000;
  assert(seconds < 12, `it was there for ${seconds} s more`);
  const { online } = (await writer.must({ type: "room.list" })).rooms![0]!;
  assertEquals(online, 1);
  stalled.close();
  await writer.close();
});

Deno.test("the server stops within 4 s though a peer has stopped reading", async () => {
  await using server = await ServerProcess.start();
  const writer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  const stalled = await stalledReader(server.socketUrl, { name: "Sleepy", room: "general" });
  await writer.join();
  await fill(writer);
  const askedAt = performance.now();
  assertEquals(await server.stop("SIGINT"), 0);
  assert(performance.now() - askedAt < 4_000);
  stalled.close();
  assertEquals(await writer.closed, 1001);
});
