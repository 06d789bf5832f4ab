import { assertEquals } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

const DATABASE = ["confab.db", "confab.db-shm", "confab.db-wal"];

function modesIn(directory: string): Record<string, string> {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
  return Object.fromEntries(
    names.map((name) => [name, (Deno.statSync(`${directory}/${name}`).mode! & 0o777).toString(8)]),
  );
}

/** Serves for as long as it takes to keep a message, and tells the modes of the files meanwhile. */
async function modesWhileServing(dataDir: string): Promise<Record<string, string>> {
  await using server = await ServerProcess.start({ dataDir });
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
  await peer.say("kept");
  await peer.close();
  const modes = modesIn(dataDir);
  await server.stop();
  return modes;
}

const onlyOurs = Object.fromEntries(
  [...DATABASE, "confab.lock", "confab.mark"].map((name) => [name, "600"]),
);

Deno.test({
  name: "what the server keeps is its owner's alone, whatever the folder and the umask",
  ignore: Deno.build.os === "windows",
  async fn() {
    const umask = Deno.umask(0);
    const directory = await Deno.makeTempDir();
    try {
      assertEquals(await modesWhileServing(`${directory}/made`), onlyOurs);
      assertEquals(modesIn(directory), { made: "700" });
      // A folder that was there, for a container to put the data in.
      await Deno.mkdir(`${directory}/given`, { mode: 0o755 });
      assertEquals(await modesWhileServing(`${directory}/given`), onlyOurs);
    } finally {
      Deno.umask(umask);
      await Deno.remove(directory, { recursive: true });
    }
  },
});

Deno.test({
  name: "data that an earlier server left open to others is closed to them",
  ignore: Deno.build.os === "windows",
  async fn() {
    const dataDir = await Deno.makeTempDir();
    {
      await using server = await ServerProcess.start({ dataDir });
      const peer = await SocketPeer.connect(server.socketUrl, { name: "Ada" });
      await peer.say("kept");
      await server.stop("SIGKILL");
    }
    for (const name of DATABASE) await Deno.chmod(`${dataDir}/${name}`, 0o644);
    const modes = await modesWhileServing(dataDir);
    await Deno.remove(dataDir, { recursive: true });
    assertEquals(modes, onlyOurs);
  },
});
