/**
 * What the server may do. Some of the permissions follow from the environment, which no list in deno.json can:
 * where it listens, and where its data is: in a folder, or in a PostgreSQL database. As a program it prints the arguments that `deno run` needs for the
 * script given to it, and the script's own, ended by NUL each. docs/OPERATIONS.md explains the list.
 * @module
 */

import { machineArguments, readMachine } from "./machine.ts";
import { type PostgresSettings, readPostgresSettings } from "./postgres/settings.ts";

/** What config.ts reads; its type check sees to it that they are the same. Every other variable is to the
 *  server as if it were not set. */
const VARIABLES = [
  "ALLOWED_HOSTS",
  "ALLOWED_ORIGINS",
  "BROKER_URL",
  "CONNECTIONS_PER_ADDRESS",
  "CONNECTIONS_PER_USER",
  "DATABASE_CONNECTIONS",
  "DATABASE_URL",
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
  "PGDATABASE",
  "PGHOST",
  "PGPASSWORD",
  "PGPORT",
  "PGSSLMODE",
  "PGSSLROOTCERT",
  "PGUSER",
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
  const { net, read, write } = dataPermissions(env, denoVersion);
  return [
    "--no-prompt",
    `--allow-net=${[listenAddress(env), ...net]}`,
    `--allow-read=${[".", ...read]}`,
    ...(write.length === 0 ? [] : [`--allow-write=${write}`]),
    ...variablePermissions(denoVersion),
  ];
}

const REDIS_PORT = 6379;

interface DataPermissions {
  /** As --allow-net takes them; the others are paths. */
  net: string[];
  read: string[];
  write: string[];
}

/** A folder for SQLite, or the way to a PostgreSQL server. */
function dataPermissions(
  env: Record<string, string | undefined>,
  denoVersion: string,
): DataPermissions {
  const postgres = postgresSettings(env);
  const data = env.DATA_DIR || "./data";
  if (postgres === null) return { net: [], read: [data], write: [data] };
  const { host, port, tls } = postgres;
  const read = tls.authority === null ? [] : [tls.authority];
  const broker = brokerAddress(env);
  if (!host.startsWith("/")) {
    const database = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    return { net: [database, ...broker], read, write: [] };
  }
  const socket = `${host}/.s.PGSQL.${port}`;
  return {
    net: [...(isAtLeast(denoVersion, 6) ? [`unix:${socket}`] : []), ...broker],
    read: [socket],
    write: [socket],
  };
}

/** Where Redis is, for servers that tell each other by it. */
function brokerAddress({ BROKER_URL }: Record<string, string | undefined>): string[] {
  const url = BROKER_URL ? URL.parse(BROKER_URL) : null;
  return url === null || url.hostname === "" ? [] : [`${url.hostname}:${url.port || REDIS_PORT}`];
}

/** Null when there is none, or what names it is for config.ts to refuse. */
function postgresSettings(env: Record<string, string | undefined>): PostgresSettings | null {
  try {
    return readPostgresSettings(env);
  } catch {
    return null;
  }
}

/** Before 2.6 Deno cannot hide a variable: reading one that is not allowed is an error, and packages read some. */
function variablePermissions(denoVersion: string): string[] {
  return isAtLeast(denoVersion, 6) ? [`--allow-env=${VARIABLES}`, "--ignore-env"] : ["--allow-env"];
}

/** Whether a Deno is a 2 with this second number, or newer. */
function isAtLeast(denoVersion: string, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = denoVersion.split(".").map(Number);
  return itsMajor > 2 || (itsMajor === 2 && itsMinor >= minor);
}

/** The permissions of the development server, which also builds: with a program of its own, out of Deno's cache
 *  or what is missing there. Fresh's builder makes the folder it works in. */
function devPermissions(env: Record<string, string | undefined>): string[] {
  const { net, write } = dataPermissions(env, Deno.version.deno);
  return [
    "--no-prompt",
    `--allow-net=${[listenAddress(env), ...net, "jsr.io", "registry.npmjs.org"]}`,
    "--allow-read",
    `--allow-write=${[".", ...write]}`,
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
  const names = [
    "HOST",
    "PORT",
    "DATA_DIR",
    "DATABASE_URL",
    "PGHOST",
    "PGPORT",
    "PGSSLROOTCERT",
    "BROKER_URL",
  ];
  const env = Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));
  const permissions = script === "dev.ts" ? devPermissions(env) : serverPermissions(env);
  const given = script === "main.ts" ? machineArguments(readMachine()) : [];
  const all = [...permissions, script, ...given];
  Deno.stdout.writeSync(new TextEncoder().encode(all.join("\0")));
}
