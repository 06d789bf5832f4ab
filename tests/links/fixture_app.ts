/** The app in fixture/, for tests of Fresh and of what stands in for it. */
import { App, csp, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import type { State } from "./fixture/define.ts";

export const fixtureDir = new URL("./fixture", import.meta.url).pathname;
const applyBuild = await new Builder({ root: fixtureDir }).build({ snapshot: "memory" });

/** The fixture's build in an app of one's own. */
export function withFixtureBuild<T>(app: App<T>) {
  applyBuild(app);
  return app.handler();
}

/** Asks the fixture's app, which has `csp` and `staticFiles` before its routes. */
export function get(path: string, init?: RequestInit): Promise<Response> {
  return fixture(new Request(`http://localhost${path}`, init));
}

/** The text of a page of the fixture's app. */
export async function textOf(path: string, init?: RequestInit): Promise<string> {
  return await (await get(path, init)).text();
}

const fixture = withFixtureBuild(
  new App<State>().use(csp({ useNonce: true })).use(staticFiles()).fsRoutes(),
);

/** A folder that is gone at the end of the block. */
export function tempDir(): Disposable & { path: string } {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Copies a folder and what is in it. */
export function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}
