/** Stands in for `fresh/dev`: builds an app's browser code, and serves the app from its sources. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { App } from "./app.ts";
import { writeBuild } from "./build.ts";
import { ALIVE_PATH, applySnapshot } from "./snapshot.ts";

export class Builder {
  readonly #root: string;

  /** `root` has routes/, islands/, static/ and main.ts; by default it is the working directory. */
  constructor({ root = "." }: { root?: string } = {}) {
    this.#root = resolve(root);
  }

  /** Writes the production build to _fresh/. */
  async build(): Promise<void> {
    await writeBuild(this.#root, join(this.#root, "_fresh"), false);
  }

  /** Serves the app in development: pages reload when another process has taken over. */
  async listen<State>(
    importApp: () => Promise<{ app: App<State> }>,
    options: Deno.ServeTcpOptions = {},
  ): Promise<void> {
    const outDir = join(this.#root, "_fresh/dev");
    await writeBuild(this.#root, outDir, true);
    const { app } = await importApp();
    applySnapshot(await import(pathToFileURL(join(outDir, "snapshot.js")).href));
    const handler = app.handler();
    const processId = crypto.randomUUID();
    Deno.serve(options, (req, info) => {
      const isAlivePath = new URL(req.url).pathname === ALIVE_PATH;
      return isAlivePath ? announce(processId) : handler(req, info);
    });
  }
}

/** One event on a stream that stays open, so that the browser sees it end with the process. */
function announce(processId: string): Response {
  const body = new ReadableStream<string>({
    start: (controller) => controller.enqueue(`retry: 200\ndata: ${processId}\n\n`),
  }).pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}
