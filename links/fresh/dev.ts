/** Stands in for `fresh/dev`: builds an app's browser code, and serves the app from its sources. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { App, applySnapshot, type ListenOptions } from "./app.ts";
import { writeBuild } from "./build.ts";
import { ALIVE_PATH, type Mode } from "./snapshot.ts";

/** Where the app's files are, relative to `root`, and which browsers its scripts are for. */
export interface BuildOptions {
  /** Default: the working directory. */
  root?: string;
  /** Default: "_fresh". */
  outDir?: string;
  /** Default: "static". */
  staticDir?: string;
  /** Default: "islands". */
  islandDir?: string;
  /** Default: "routes". */
  routeDir?: string;
  /** For esbuild. Default: chrome99, firefox99, safari15. */
  target?: string | string[];
  /** Files that are neither routes nor islands. Default: tests. */
  ignore?: RegExp[];
}

// deno-lint-ignore no-explicit-any
export class Builder<State = any> {
  readonly config: Required<BuildOptions>;

  constructor(options: BuildOptions = {}) {
    const root = resolve(options.root ?? ".");
    this.config = {
      root,
      outDir: resolve(root, options.outDir ?? "_fresh"),
      staticDir: resolve(root, options.staticDir ?? "static"),
      islandDir: resolve(root, options.islandDir ?? "islands"),
      routeDir: resolve(root, options.routeDir ?? "routes"),
      target: options.target ?? ["chrome99", "firefox99", "safari15"],
      ignore: options.ignore ?? [/[._]test\.[jt]sx?$/],
    };
  }

  /**
   * Writes the build to `outDir`, or for "memory" to a place that goes with the process, and loads
   * it. The function it gives applies the build to an app.
   */
  build(
    options: { mode?: Mode; snapshot?: "disk" | "memory" } = {},
  ): Promise<(app: App<State>) => void> {
    const outDir = options.snapshot === "memory" ? makeTempDir() : this.config.outDir;
    return this.#buildTo(outDir, options.mode ?? "production");
  }

  /** Serves the app in development: pages reload when another process has taken over. */
  async listen(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    const applyBuild = await this.#buildTo(join(this.config.outDir, "dev"), "development");
    const imported = await importApp();
    const app = imported instanceof App ? imported : imported.app;
    applyBuild(app);
    const handler = app.handler();
    const processId = crypto.randomUUID();
    Deno.serve({ port: 8000, ...options }, (req, info) => {
      const isAlivePath = new URL(req.url).pathname === app.config.basePath + ALIVE_PATH;
      return isAlivePath ? announce(processId) : handler(req, info);
    });
  }

  async #buildTo(outDir: string, mode: Mode): Promise<(app: App<State>) => void> {
    const id = await writeBuild({ ...this.config, outDir }, mode);
    const snapshot = await import(`${pathToFileURL(join(outDir, "snapshot.js"))}?${id}`);
    return (app) => applySnapshot(app, snapshot);
  }
}

function makeTempDir(): string {
  const path = Deno.makeTempDirSync({ prefix: "fresh-" });
  addEventListener("unload", () => Deno.removeSync(path, { recursive: true }));
  return path;
}

/** One event on a stream that stays open, so that the browser sees it end with the process. */
function announce(processId: string): Response {
  const body = new ReadableStream<string>({
    start: (controller) => controller.enqueue(`retry: 200\ndata: ${processId}\n\n`),
  }).pipeThrough(new TextEncoderStream());
  return new Response(body, {
    headers: { "Content-Type": "text/event-stream" },
  });
}
