/** Run with the server's permissions: tries things in a thread, as the store works in one, and prints how each
 *  ended. */
import { DatabaseSync } from "node:sqlite";

if ("WorkerGlobalScope" in globalThis) {
  (self as unknown as { postMessage(found: unknown): void }).postMessage(await tryAll());
} else {
  const worker = new Worker(import.meta.url, { type: "module" });
  worker.onmessage = ({ data }) => {
    // deno-lint-ignore no-console -- its only output
    console.log(JSON.stringify(data));
    worker.terminate();
  };
}

async function tryAll(): Promise<Record<string, string>> {
  const dataDir = Deno.env.get("DATA_DIR")!;
  const port = Number(Deno.env.get("PORT"));
  const tries: Record<string, () => unknown> = {
    "make the data directory": () => Deno.mkdir(dataDir, { recursive: true }),
    "write into it": () => Deno.writeTextFile(`${dataDir}/file`, "text"),
    "read the build": () => Deno.readTextFile("_fresh/server.js"),
    "read a setting": () => Deno.env.get("PORT"),
    "read what is beside it": () => Deno.readDir(`${dataDir}/..`)[Symbol.asyncIterator]().next(),
    "read /etc/passwd": () => Deno.readTextFile("/etc/passwd"),
    "open a database elsewhere": () => new DatabaseSync(`${dataDir}/../other.db`),
    "change its own code": () => Deno.writeTextFile("main.ts", "", { create: false, append: true }),
    "listen on all addresses": () => Deno.listen({ hostname: "0.0.0.0", port }),
    "listen on another port": () => Deno.listen({ hostname: "127.0.0.1", port: port + 1 }),
    "connect to another host": () => fetch("http://example.org"),
    "run a program": () => new Deno.Command(Deno.execPath()).outputSync(),
    "load a native library": () => Deno.dlopen("libc.so.6", {}),
    "learn about the system": () => Deno.hostname(),
    "read a secret of another program": () => Deno.env.get("AWS_SECRET_ACCESS_KEY") ?? "undefined",
  };
  const found: Record<string, string> = {};
  for (const [what, attempt] of Object.entries(tries)) {
    try {
      const result = await attempt();
      found[what] = result === "undefined" ? result : "yes";
    } catch (error) {
      const { name, message } = error as Error;
      found[what] = /Requires \w+ access/.test(message) ? "NotCapable" : name;
    }
  }
  return found;
}
