// deno-lint-ignore-file no-console -- speaks to the person who started the server
import type { Config } from "../config.ts";
import type { Hub } from "../hub/hub.ts";

/** How long a shutdown waits for what was taken on, and for sockets to close, in milliseconds. Together
 *  below the 5 s that Deno Deploy gives and the 4 s we promise. */
const DRAIN_MS = 1_500;
const CLOSE_MS = 1_500;

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** Ends the process with one line that a person can act on. */
export function exitWith(message: string): never {
  console.error(`confab: ${message}`);
  Deno.exit(1);
}

/** Serves what the last build made of this app. */
export async function serveBuild(
  buildUrl: URL,
  { host, port }: Pick<Config, "host" | "port">,
): Promise<Deno.HttpServer> {
  const handler = await loadBuild(buildUrl);
  try {
    const options = { hostname: host, port, automaticCompression: true, onListen: printAddress };
    return Deno.serve(options, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      exitWith(`port ${port} is taken: stop what uses it, or set PORT to another`);
    }
    exitWith(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
  }
}

/** Stops in order on SIGINT or SIGTERM: no new connections, commits finished, everybody sent away, storage
 *  closed, exit code 0. A second signal exits at once. */
export function stopOnSignals(
  parts: { hub: Hub; server: () => Deno.HttpServer | null; closeStore: () => Promise<void> },
): void {
  let stopping = false;
  async function stop() {
    if (stopping) Deno.exit(130);
    stopping = true;
    const closed = parts.server()?.shutdown();
    await parts.hub.drain(DRAIN_MS);
    // A stalled peer never finishes its close, so this is a race and not a wait.
    await Promise.race([Promise.all([closed, parts.closeStore()]), delay(CLOSE_MS)]);
    Deno.exit(0);
  }
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
}

async function loadBuild(buildUrl: URL): Promise<Handler> {
  try {
    return (await import(buildUrl.href)).default.fetch;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_MODULE_NOT_FOUND") {
      exitWith("there is no build yet: run `deno task build` first");
    }
    throw error;
  }
}

function printAddress({ hostname, port }: Deno.NetAddr): void {
  const isLocal = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(hostname);
  console.log(`Confab is on http://${isLocal ? "localhost" : hostname}:${port}`);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
