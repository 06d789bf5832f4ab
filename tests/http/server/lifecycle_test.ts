import { assertEquals, assertMatch } from "@std/assert";

const root = new URL("../../..", import.meta.url);

const SERVE = `
import { serveBuild } from "./http/server/lifecycle.ts";
await serveBuild(new URL(Deno.args[0]), { config: { host: "127.0.0.1", port: 0 }, setupToken: null });
`;

/** What a server says over a build whose modules have these texts, and its exit code. */
async function serve(modules: Record<string, string>): Promise<[code: number, stderr: string]> {
  const folder = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(modules)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", SERVE, `file://${folder}/server.js`],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  await Deno.remove(folder, { recursive: true });
  return [code, new TextDecoder().decode(stderr)];
}

Deno.test("without a build a line says to make one", async () => {
  const line = "confab: there is no build yet: run `deno task build` first\n";
  assertEquals(await serve({}), [1, line]);
});

Deno.test("a build that misses something is made again, and the line says what it misses", async () => {
  const [code, line] = await serve({ "server.js": 'import "./snapshot.js";' });
  assertEquals(code, 1);
  assertMatch(
    line,
    /^confab: the build does not load: run `deno task build` again .*snapshot\.js.*\n$/,
  );
});

Deno.test("a build that fails by itself is a bug, and told with its place", async () => {
  const [code, trace] = await serve({ "server.js": 'throw new Error("no luck");' });
  assertEquals(code, 1);
  assertMatch(trace, /no luck[^]*server\.js:1/);
});
