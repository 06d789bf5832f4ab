import { assertEquals, assertMatch } from "@std/assert";
import { inheritedEnvironment } from "../support/inherited_environment.ts";
import { runServer, ServerProcess } from "../support/server_process.ts";

const root = new URL("../..", import.meta.url).pathname;

Deno.test("a second server on the same data is one line and exit code 1, and the first goes on", async () => {
  await using first = await ServerProcess.start();
  const { code, stderr } = await runServer({ PORT: "0", DATA_DIR: `${first.dataDir}/.` });
  assertEquals(code, 1);
  assertMatch(stderr, /^confab: Another server uses ".+": stop that one.*\n$/);
  assertEquals((await (await fetch(`${first.url}/health`)).json()).status, "ok");
});

Deno.test("a server that was killed leaves its data to the next", async () => {
  const dataDir = await Deno.makeTempDir();
  for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"] as const) {
    await using server = await ServerProcess.start({ dataDir });
    await server.stop(signal);
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("the app can be built while a server uses its data", async () => {
  await using server = await ServerProcess.start();
  // In a folder of its own: others serve the build of this one.
  const copy = await Deno.makeTempDir();
  for (const { name } of Deno.readDirSync(root)) {
    if (!["_fresh", "data"].includes(name)) {
      await Deno.symlink(`${root}/${name}`, `${copy}/${name}`);
    }
  }
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--cached-only", "--quiet", "dev.ts", "build"],
    cwd: copy,
    clearEnv: true,
    env: { ...inheritedEnvironment(), DATA_DIR: server.dataDir },
  }).output();
  assertEquals([code, (await Deno.stat(`${copy}/_fresh/server.js`)).isFile], [0, true]);
  await Deno.remove(copy, { recursive: true });
});
