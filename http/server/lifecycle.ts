// deno-lint-ignore-file no-console -- speaks to the person who started the server
import { type Config, ConfigError } from "../../config.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { StorageError } from "../../hub/ports/store.ts";
import type { KnownHosts } from "../known_hosts.ts";
import { printStartupMessage } from "./startup_message.ts";
import { type Handler, Listener } from "./listener.ts";
import { SocketTransport } from "../sockets/socket_transport.ts";

/** How long a shutdown waits for what was taken on, and then for sockets to close, in milliseconds. Together
 *  below the 5 s that Deno Deploy gives and the 4 s we promise. */
const DRAIN_MS = 1_500;
const CLOSE_MS = 1_500;

/** Ends the process with one line that a person can act on. */
export function exitWith(message: string): never {
  console.error(`confab: ${message}`);
  Deno.exit(1);
}

/** Ends the process over what the person who started it can put right; anything else is a bug, and thrown. */
export function exitOver(error: unknown): never {
  if (error instanceof ConfigError || error instanceof StorageError) exitWith(error.message);
  throw error;
}

/** Serves what the last build made of this app. */
export async function serveBuild(
  buildUrl: URL,
  { config: { host, port, publicUrl }, hosts, setupToken, logger }: {
    config: Config;
    hosts: KnownHosts;
    /** Makes its user the owner; null when there is one. */
    setupToken: string | null;
    logger: Logger;
  },
): Promise<Listener> {
  const handler = await loadBuild(buildUrl);
  // A platform may have Deno listen elsewhere, which need not be an address of the internet.
  const onListen = (address: Partial<Deno.NetAddr>) => {
    const place = { host: address.hostname ?? host, port: address.port ?? port, publicUrl };
    printStartupMessage(place, setupToken);
  };
  try {
    return new Listener(handler, { host, port, hosts, logger, onListen });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      exitWith(`port ${port} is taken: stop what uses it, or set PORT to another`);
    }
    exitWith(`cannot listen on ${host}:${port}: ${(error as Error).message}`);
  }
}

/** Stops in order on SIGINT or SIGTERM: nobody let in, commits finished, everybody sent away, storage closed,
 *  exit code 0. A second signal exits at once with 130. */
export function stopOnSignals(
  parts: {
    drain: (patienceMs: number) => Promise<void>;
    listener: () => Listener | null;
    closeStore: () => Promise<void>;
  },
): void {
  let stopping = false;
  async function stop() {
    if (stopping) Deno.exit(130);
    stopping = true;
    await parts.drain(DRAIN_MS);
    // Only then the listener: it closes every socket at once, also one that still waits for its answer.
    const closed = SocketTransport.allWritten().then(() => parts.listener()?.stop());
    // A stalled peer never finishes its close, so this is a race and not a wait.
    await Promise.race([Promise.all([closed, parts.closeStore()]), delay(CLOSE_MS)]);
    Deno.exit(0);
  }
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
}

/** Begins to load what a build consists of, while something else is waited for. What fails is met again by `serveBuild`. */
export function loadAhead(buildUrl: URL): void {
  // The server's module imports the one that this is called from, and would wait for it.
  import(new URL("./snapshot.js", buildUrl).href).catch(() => {});
}

async function loadBuild(buildUrl: URL): Promise<Handler> {
  if (!await exists(buildUrl)) exitWith("there is no build yet: run `deno task build` first");
  try {
    return (await import(buildUrl.href)).default.fetch;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // It was made of other sources, or by another Fresh.
    if (code !== "ERR_MODULE_NOT_FOUND") throw error;
    exitWith(`the build does not load: run \`deno task build\` again (${message.split("\n")[0]})`);
  }
}

async function exists(file: URL): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
