import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { runTask } from "./run_task.ts";

/** Serves, says these things in "general", and tells where its log is then. */
async function say(dataDir: string, ...texts: string[]) {
  await using server = await ServerProcess.start({ dataDir });
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  for (const text of texts) await peer.say(text);
  const { version, epoch } = await peer.join();
  await peer.close();
  await server.stop();
  return { after: version!, epoch };
}

/** What a client that was there is told. */
async function resume(dataDir: string, position: { after: number; epoch?: string }) {
  await using server = await ServerProcess.start({ dataDir });
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Bo" });
  const reply = await peer.must({ type: "room.join", room: "general", ...position });
  await peer.close();
  await server.stop();
  return reply;
}

Deno.test("after a restore who was there is told to begin anew, even when the new log is as long", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "confab-restore-" });
  const backup = `${dataDir}/backup.db`;
  try {
    await say(dataDir, "one", "two");
    assertMatch((await runTask("backup", { DATA_DIR: dataDir }, backup)).stdout, /^Copied/);
    const position = await say(dataDir, "three", "four");
    assertEquals((await resume(dataDir, position)).reset, undefined);

    const restored = await runTask("restore", { DATA_DIR: dataDir }, backup);
    assertEquals(restored.code, 0, restored.stderr);
    assertMatch(restored.stdout, /^Restored .*start the server\.\nWhat was there before is in /);
    await say(dataDir, "another three", "another four");
    const reply = await resume(dataDir, position);
    assertEquals(reply.version, position.after);
    assertEquals(reply.reset, true);
    assertNotEquals(reply.epoch, position.epoch);
    assertEquals(reply.messages!.map(({ text }) => text), [
      "one",
      "two",
      "another three",
      "another four",
    ]);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("a restore waits for no server that runs, and says so in one line", async () => {
  await using server = await ServerProcess.start();
  const backup = `${server.dataDir}/backup.db`;
  assertEquals((await runTask("backup", { DATA_DIR: server.dataDir }, backup)).code, 0);
  const refused = await runTask("restore", { DATA_DIR: server.dataDir }, backup);
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /^confab: Another server uses "[^\n]*\n$/);
  await server.stop();
});

Deno.test("a backup that is made while people write has what was acknowledged before, and is a beginning of the log", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "confab-backup-" });
  const backup = `${dataDir}/backup.db`;
  const live: string[] = [];
  let acknowledgedBefore: string[];
  {
    await using server = await ServerProcess.start({ dataDir });
    const names = ["Ada", "Bo", "Cy", "Di"];
    const peers = await Promise.all(
      names.map((name) => SocketPeer.connect(server.socketUrl, { name })),
    );
    const acknowledged: string[] = [];
    const awaited = new Map<number, () => void>();
    const untilAcknowledged = (count: number) =>
      Promise.race([new Promise<void>((resolve) => awaited.set(count, resolve)), ...writers]);
    let writing = true;
    const writers = peers.map(async (peer, who) => {
      for (let n = 0; writing; n++) {
        const text = `${names[who]} ${n}`;
        const { seq } = await peer.say(text);
        awaited.get(acknowledged.push(text))?.();
        live[seq! - 1] = text;
      }
    });
    await untilAcknowledged(200);
    acknowledgedBefore = [...acknowledged];
    assertMatch((await runTask("backup", { DATA_DIR: dataDir }, backup)).stdout, /^Copied/);
    await untilAcknowledged(acknowledged.length + 200);
    writing = false;
    await Promise.all(writers);
    await Promise.all(peers.map((peer) => peer.close()));
    await server.stop();
  }
  assertEquals((await runTask("restore", { DATA_DIR: dataDir }, backup)).code, 0);
  await using server = await ServerProcess.start({ dataDir });
  const reader = await SocketPeer.connect(server.socketUrl, { name: "Eve" });
  const restored: string[] = [];
  for (let after = 0, more = true; more;) {
    const page = await reader.must({ type: "history.page", room: "general", after });
    restored.push(...page.messages!.map(({ text }) => text));
    after = page.messages!.at(-1)?.seq ?? after;
    more = page.more!;
  }
  assertEquals(acknowledgedBefore.filter((text) => !restored.includes(text)), []);
  assertEquals(restored, live.slice(0, restored.length));
  assert(restored.length < live.length);
  await reader.close();
  await server.stop();
  await Deno.remove(dataDir, { recursive: true });
});
