import { assert, assertEquals, assertMatch } from "@std/assert";
import { SmallDisk } from "../faults/small_disk.ts";
import { runServer, ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { PlainBrowser } from "./plain_browser.ts";

const isRoot = Deno.uid() === 0;

/** A start that is refused, as the one line it prints. */
async function refusal(dataDir: string): Promise<string> {
  const { code, stderr } = await runServer({ PORT: "0", DATA_DIR: dataDir });
  assertEquals([code, stderr.trimEnd().split("\n").length], [1, 1], stderr);
  return stderr;
}

Deno.test("a folder that may not be written in is refused in one line that names it", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "confab-read-only-" });
  await refusesReadOnly(dataDir);
  await Deno.remove(dataDir, { recursive: true });
});

async function refusesReadOnly(dataDir: string): Promise<void> {
  // Nothing keeps root from writing but the file system.
  await using disk = isRoot ? await SmallDisk.mount(dataDir) : null;
  if (isRoot && disk === null) return;
  await startAndStop(dataDir);
  if (disk) assert(await disk.setReadOnly(true));
  else await Deno.chmod(dataDir, 0o500);
  const why = disk ? "Read-only file system" : "Permission denied|readonly database";
  const line = await refusal(dataDir);
  assertMatch(line, new RegExp(`^confab: .*${dataDir}.*(${why})`));
  assertMatch(await refusal(`${dataDir}/new`), /^confab: Cannot use ".*\/new": /);
  if (disk) await disk.setReadOnly(false);
  else await Deno.chmod(dataDir, 0o700);
  await startAndStop(dataDir);
}

async function startAndStop(dataDir: string): Promise<void> {
  await using server = await ServerProcess.start({ dataDir });
  assertEquals(await server.stop(), 0);
}

Deno.test({
  name: "a start on a full disk is refused in one line that says so, and done once there is room",
  ignore: !await SmallDisk.canMount(),
  async fn() {
    const dataDir = await Deno.makeTempDir({ prefix: "confab-full-" });
    {
      await using disk = (await SmallDisk.mount(dataDir))!;
      await startAndStop(dataDir);
      disk.fill();
      assertMatch(await refusal(dataDir), /^confab: .*the disk is full/);
      await disk.free();
      await startAndStop(dataDir);
    }
    await Deno.remove(dataDir, { recursive: true });
  },
});

Deno.test({
  name:
    "while the data may not be written posts are refused and pages are read, and then all goes on by itself",
  // What takes away the right to write to a file that is open already.
  ignore: !isRoot || !await canFreeze(),
  async fn() {
    await using server = await ServerProcess.start({ keepsLog: true });
    const browser = new PlainBrowser(server.url);
    await browser.join("Bea");
    const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
    await peer.say("before", "m1");
    const files = ["confab.db", "confab.db-wal"].map((name) => `${server.dataDir}/${name}`);
    assert(await freeze(true, files));
    try {
      const post = { type: "message.send", room: "general", id: "m2", text: "now" };
      for (let i = 0; i < 50; i++) {
        const reply = await peer.ask(post);
        assertEquals(reply.ok ? "ok" : reply.error.code, "storage_unavailable");
      }
      assertEquals((await browser.open("/rooms/general")).status, 200);
      assertEquals((await new PlainBrowser(server.url).join("Cy")).status, 503);
    } finally {
      await freeze(false, files);
    }
    assertEquals((await peer.say("after", "m2")).seq, 2);
    await peer.close();
    assertEquals(await server.stop(), 0);
    const lines = (await server.log).trim().split("\n");
    assert(lines.length < 10, `${lines.length} lines`);
    for (const line of lines) assertMatch(line, /"level":"warn".*Storage failure in/);
  },
});

/** Whether the system did it. */
async function freeze(isFrozen: boolean, files: string[]): Promise<boolean> {
  const args = [isFrozen ? "+i" : "-i", ...files];
  const command = new Deno.Command("chattr", { args, stdout: "null", stderr: "null" });
  return (await command.output()).success;
}

/** Whether a file that is open can be frozen here. */
async function canFreeze(): Promise<boolean> {
  const path = await Deno.makeTempFile();
  using file = Deno.openSync(path, { write: true });
  try {
    if (!await freeze(true, [path])) return false;
    try {
      file.writeSync(new Uint8Array(1));
      return false;
    } catch {
      return true;
    } finally {
      await freeze(false, [path]);
    }
  } catch {
    return false; // There is no chattr.
  } finally {
    await Deno.remove(path);
  }
}
