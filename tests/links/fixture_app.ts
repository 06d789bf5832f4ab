/** A build of the app in fixture/, for tests of Fresh and of what stands in for it. */
import { Builder } from "fresh/dev";

const fixtureDir = new URL("./fixture", import.meta.url).pathname;
const dir = copyOfFixture();
addEventListener("unload", () => dir[Symbol.dispose]());
await new Builder({ root: dir.path }).build();
const { default: server } = await import(`${dir.path}/_fresh/server.js`);

/** Asks the fixture's app. */
export function get(path: string, init?: RequestInit): Promise<Response> {
  return server.fetch(new Request(`http://localhost${path}`, init));
}

/** The text of an answer of the fixture's app. */
export async function textOf(path: string, init?: RequestInit): Promise<string> {
  return await (await get(path, init)).text();
}

/** The fixture in a folder of one's own that is gone at the end of the block. */
export function copyOfFixture(): Disposable & { path: string } {
  const path = Deno.makeTempDirSync();
  copy(fixtureDir, path);
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}
