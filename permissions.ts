/**
 * What the server may do. Two of the permissions follow from the environment, which no list in deno.json can:
 * where it listens, and where its data is. As a program it prints the arguments that `deno run` needs for the
 * script given to it, and the script's own, ended by NUL each. docs/OPERATIONS.md explains the list.
 * @module
 */

import { machineArguments, readMachine } from "./machine.ts";

/** What config.ts reads; its type check sees to it that they are the same. Every other variable is to the
 *  server as if it were not set. */
const VARIABLES = [
  "ALLOWED_HOSTS",
  "ALLOWED_ORIGINS",
  "CONNECTIONS_PER_ADDRESS",
  "CONNECTIONS_PER_USER",
  "DATA_DIR",
  "DENO_DEPLOY",
  "GUESTS",
  "HOST",
  "LOG_FORMAT",
  "LOG_LEVEL",
  "MAX_CONNECTIONS",
  "MEMORY_LIMIT_MB",
  "MESSAGE_RATE",
  "METRICS_TOKEN",
  "PORT",
  "PUBLIC_URL",
  "REGISTRATION",
  "TRUST_PROXY",
] as const;

export type Variable = typeof VARIABLES[number];

/** The permissions of the built server, as arguments of that version's `deno run`. A value that cannot be used is left for
 *  config.ts to refuse, in words. */
export function serverPermissions(
  env: Record<string, string | undefined>,
  denoVersion = Deno.version.deno,
): string[] {
  const data = env.DATA_DIR || "./data";
  return [
    "--no-prompt",
    `--allow-net=${listenAddress(env)}`,
    `--allow-read=.,${data}`,
    `--allow-write=${data}`,
    ...variablePermissions(denoVersion),
  ];
}

/** Before 2.6 Deno cannot hide a variable: reading one that is not allowed is an error, and packages read some. */
function variablePermissions(denoVersion: string): string[] {
  const [major = 0, minor = 0] = denoVersion.split(".").map(Number);
  const canHide = major > 2 || (major === 2 && minor >= 6);
  return canHide ? [`--allow-env=${VARIABLES}`, "--ignore-env"] : ["--allow-env"];
}

/** The permissions of the development server, which also builds: with a program of its own, out of Deno's cache
 *  or what is missing there. Fresh's builder makes the folder it works in. */
function devPermissions(env: Record<string, string | undefined>): string[] {
  return [
    "--no-prompt",
    `--allow-net=${listenAddress(env)},jsr.io,registry.npmjs.org`,
    "--allow-read",
    `--allow-write=.,${env.DATA_DIR || "./data"}`,
    "--allow-env",
    "--allow-run",
  ];
}

/** Without a port when the system is to choose it. */
function listenAddress({ HOST, PORT }: Record<string, string | undefined>): string {
  const name = /^[0-9A-Za-z.:-]+$/.test(HOST ?? "") ? HOST! : "127.0.0.1";
  const host = name.includes(":") ? `[${name}]` : name;
  const port = /^\d*$/.test(PORT ?? "") ? Number(PORT || 8000) : 0;
  return port > 0 && port < 65_536 ? `${host}:${port}` : host;
}

if (import.meta.main) {
  const script = Deno.args[0]!;
  const env = {
    HOST: Deno.env.get("HOST"),
    PORT: Deno.env.get("PORT"),
    DATA_DIR: Deno.env.get("DATA_DIR"),
  };
  const permissions = script === "dev.ts" ? devPermissions(env) : serverPermissions(env);
  const given = script === "main.ts" ? machineArguments(readMachine()) : [];
  const all = [...permissions, script, ...given];
  Deno.stdout.writeSync(new TextEncoder().encode(all.join("\0")));
}
