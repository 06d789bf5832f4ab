import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { App, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import { deno, listening } from "./deno_process.ts";
import { copyOfFixture, get } from "./fixture_app.ts";

/** Builds an app to `_fresh/` in its folder and gives the chunks it made, by their URL paths. */
async function buildToDisk(root: string): Promise<Map<string, string>> {
  await new Builder({ root }).build();
  const chunks = new Map<string, string>();
  const base = `${root}/_fresh/static/_fresh/js`;
  for (const { name: id } of Deno.readDirSync(base)) {
    for (const { name } of Deno.readDirSync(`${base}/${id}`)) {
      chunks.set(`/_fresh/js/${id}/${name}`, Deno.readTextFileSync(`${base}/${id}/${name}`));
    }
  }
  return chunks;
}

function idOf(chunks: Map<string, string>): string {
  return [...chunks.keys()][0]!.split("/")[3]!;
}

Deno.test("the same sources give the same build, and others another", async () => {
  using dir = copyOfFixture();
  const first = await buildToDisk(dir.path);
  assertEquals(await buildToDisk(dir.path), first);

  Deno.writeTextFileSync(`${dir.path}/static/styles.css`, "body { margin: 1px }");
  const withOtherStyles = idOf(await buildToDisk(dir.path));
  assertNotEquals(withOtherStyles, idOf(first));

  const island = `${dir.path}/islands/Panel.tsx`;
  Deno.writeTextFileSync(island, Deno.readTextFileSync(island).replace("nested", "inner"));
  assertNotEquals(idOf(await buildToDisk(dir.path)), withOtherStyles);
});

Deno.test("a build must be allowed to make the folder of the app", async () => {
  using dir = copyOfFixture();
  const script = `${dir.path}/only_build.ts`;
  const source = `import { Builder } from "fresh/dev";
    await new Builder({ root: import.meta.dirname }).build();`;
  Deno.writeTextFileSync(script, source);
  for (const [writable, expected] of [[`${dir.path}/_fresh`, false], [dir.path, true]]) {
    const rights = ["--allow-read", "--allow-env", "--allow-run", `--allow-write=${writable}`];
    const { success, stderr } = await deno("run", "--no-prompt", ...rights, script).output();
    assertEquals(success, expected, new TextDecoder().decode(stderr));
  }
});

Deno.test("the bundle holds Preact and the signals once", async () => {
  using dir = copyOfFixture();
  const code = [...(await buildToDisk(dir.path)).values()].join("\n");
  // Literals that each package has once, and that minification keeps.
  for (const literal of ["foreignObject", "Out-of-order effect"]) {
    assertEquals(code.split(literal).length - 1, 1, literal);
  }
});

Deno.test("the build on disk starts as a server of its own", async () => {
  using dir = copyOfFixture();
  const chunks = await buildToDisk(dir.path);
  await using server = await listening(
    deno("serve", "-A", "--port=0", "--host=127.0.0.1", `${dir.path}/_fresh/server.js`),
  );
  const html = await (await fetch(server.url)).text();
  assertStringIncludes(html, "3 clicks");
  for (const [path, code] of chunks) {
    assertEquals(await (await fetch(new URL(path, server.url))).text(), code);
  }
});

Deno.test("a started server has loaded nothing that only the build needs", async () => {
  using dir = copyOfFixture();
  await buildToDisk(dir.path);
  const { stdout } = await deno("info", "--json", `${dir.path}/_fresh/server.js`).output();
  const graph = new TextDecoder().decode(stdout);
  assertStringIncludes(graph, "main.ts");
  assert(!/npm:\/?esbuild/.test(graph));
});

Deno.test("a file of static/ is served with its type, and not again if it is known", async () => {
  const first = await get("/styles.css");
  assertEquals(await first.text(), "body {\n  margin: 0;\n}\n");
  assertMatch(first.headers.get("Content-Type")!, /^text\/css/);
  assertEquals(first.headers.get("Content-Length"), "22");
  assertEquals(first.headers.get("Vary"), "If-None-Match");
  assertStringIncludes(first.headers.get("Cache-Control")!, "no-cache");
  const etag = first.headers.get("ETag")!;
  assertMatch(etag, /^W\/"\w+"$/);
  const again = await get("/styles.css", { headers: { "If-None-Match": etag } });
  assertEquals([again.status, again.body], [304, null]);
  const head = await get("/styles.css", { method: "HEAD" });
  assertEquals([head.status, head.body, head.headers.get("Content-Length")], [200, null, "22"]);
});

Deno.test("an asset may be cached forever under the URL of its build, and no other", async () => {
  const html = await (await get("/plain")).text();
  const [url] = /\/styles\.css\?__frsh_c=\w+/.exec(html)!;
  const asset = await get(url);
  await asset.body?.cancel();
  assertEquals(asset.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  const outdated = await get("/styles.css?__frsh_c=old&x=1");
  assertEquals([outdated.status, outdated.headers.get("location")], [307, "/styles.css?x=1"]);
});

Deno.test("a static file refuses other methods, and a missing favicon is found out at once", async () => {
  assertEquals((await get("/styles.css", { method: "POST" })).status, 405);
  let reached = false;
  const handler = new App().use(staticFiles()).use((ctx) => {
    reached = true;
    return ctx.next();
  }).handler();
  assertEquals((await handler(new Request("http://localhost/favicon.ico"))).status, 404);
  assert(!reached);
});

Deno.test("a static file that could not be read is served as soon as it can be", async () => {
  using dir = copyOfFixture();
  await new Builder({ root: dir.path }).build();
  const file = `${dir.path}/_fresh/static/styles.css`;
  Deno.renameSync(file, `${file}.away`);
  const server = `${dir.path}/_fresh/server.js`;
  await using process = await listening(
    deno("serve", "-A", "--host=127.0.0.1", "--port=0", server),
  );
  const statusOf = async () => {
    const response = await fetch(new URL("/styles.css", process.url));
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await statusOf(), 500);
  Deno.renameSync(`${file}.away`, file);
  assertEquals(await statusOf(), 200);
});

Deno.test("no path leads out of static/ or to its hidden files", async () => {
  assertEquals((await get("/.well-known/hello.txt")).status, 200);
  for (
    const path of [
      "/.secret",
      "/..%2fmain.ts",
      "/%2e%2e/main.ts",
      "/.well-known/../.secret",
      "/.well-known/..%2f.secret",
      "/..%5cmain.ts",
      "/%00",
      "//etc/passwd",
    ]
  ) assertEquals((await get(path)).status, 404, path);
});

Deno.test("a file of static/ whose type is unknown is refused and not guessed", async () => {
  const response = await get("/data.unknown");
  assertEquals(response.status, 500);
  assertMatch(await response.text(), /TypeError: .*data\.unknown/);
});

Deno.test("in development a page learns when another process serves it, and nothing is cached", async () => {
  using dir = copyOfFixture();
  await using server = await listening(deno("run", "-A", `${dir.path}/dev.ts`));
  const html = await (await fetch(server.url)).text();
  const [, alivePath] = /EventSource\("([^"]+)"\)/.exec(html)!;
  const [stylesPath] = /\/styles\.css\?\w+=\w+/.exec(html)!;
  const asset = await fetch(new URL(stylesPath, server.url));
  assertStringIncludes(asset.headers.get("Cache-Control")!, "no-cache");
  await asset.body?.cancel();
  const events = await fetch(new URL(alivePath!, server.url));
  assertEquals(events.headers.get("Content-Type"), "text/event-stream");
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  assertMatch(value!, /^data: .+$/m);
  await reader.cancel();
});

// The three below are about the stand-in: Fresh itself knows these forms.

Deno.test("a file in routes/ with a special name the stand-in doesn't know fails the build", async () => {
  for (const name of ["_layout", "rooms/_middleware", "_404", "[...path]", "rooms/[[id]]"]) {
    using dir = copyOfFixture();
    const path = `${dir.path}/routes/${name}.tsx`;
    Deno.writeTextFileSync(path, "export default () => null;");
    await assertRejects(() => new Builder({ root: dir.path }).build(), TypeError, path);
  }
});

Deno.test("a module of islands/ that exports another one fails the build", async () => {
  using dir = copyOfFixture();
  const path = `${dir.path}/islands/Panel.tsx`;
  Deno.writeTextFileSync(path, "export function Other() {}", { append: true });
  const build = new Builder({ root: dir.path }).build();
  await assertRejects(() => build, TypeError, "islands/Panel");
});

Deno.test("a route that exports what the stand-in doesn't know keeps the app from starting", async () => {
  const sources = {
    "an exported config": "export const config = { skipAppWrapper: true };",
    "an async component": "export default async function Later() {}",
    "a handler for all methods": "export const handler = () => new Response();",
  };
  for (const [problem, source] of Object.entries(sources)) {
    using dir = copyOfFixture();
    Deno.writeTextFileSync(`${dir.path}/routes/odd.ts`, source);
    await new Builder({ root: dir.path }).build();
    const { success, stderr } = await deno("run", "-A", `${dir.path}/_fresh/server.js`).output();
    assert(!success);
    assertStringIncludes(new TextDecoder().decode(stderr), `TypeError: routes/odd has ${problem}`);
  }
});
