import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertMatch } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { becomeOwner, signIn } from "./account_steps.ts";

const DATABASE = ["confab.db", "confab.db-shm", "confab.db-wal"];

function modesIn(directory: string): Record<string, string> {
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
  return Object.fromEntries(
    names.map((name) => [name, (Deno.statSync(`${directory}/${name}`).mode! & 0o777).toString(8)]),
  );
}

/** Serves for as long as it takes to keep a message, and tells the modes of the files meanwhile. */
async function modesWhileServing(
  dataDir: string,
  umask?: string,
): Promise<Record<string, string>> {
  await using server = await ServerProcess.start({ dataDir, umask });
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
    const directory = await Deno.makeTempDir();
    assertEquals(await modesWhileServing(`${directory}/made`, "000"), onlyOurs);
    assertEquals(modesIn(directory), { made: "700" });
    // A folder that was there, for a container to put the data in.
    await Deno.mkdir(`${directory}/given`, { mode: 0o755 });
    assertEquals(await modesWhileServing(`${directory}/given`, "000"), onlyOurs);
    await Deno.remove(directory, { recursive: true });
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

Deno.test("outside the tests a password is kept at OWASP's cost, and what was cheaper is made so", async () => {
  const dataDir = await Deno.makeTempDir();
  const kept = async (hashesForReal: boolean) => {
    await using server = await ServerProcess.start({ dataDir, hashesForReal });
    await (server.setupPath ? becomeOwner(server) : signIn(server, "Olga"));
    await server.stop();
    using database = new DatabaseSync(`${dataDir}/confab.db`);
    return String(database.prepare("SELECT password FROM users").get()!.password);
  };
  assertMatch(await kept(false), /^scrypt\$16\$1\$1\$/);
  assertMatch(await kept(true), /^scrypt\$131072\$8\$1\$/);
  await Deno.remove(dataDir, { recursive: true });
});
