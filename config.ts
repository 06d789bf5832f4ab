import { z } from "zod";
import type { Machine } from "./machine.ts";
import type { Variable } from "./permissions.ts";
import {
  type PostgresSettings,
  PostgresSettingsError,
  readPostgresSettings,
} from "./postgres/settings.ts";
import { DEFAULT_LIMITS, type Limits } from "./protocol/limits.ts";

/** What the server is told from outside. docs/OPERATIONS.md lists every variable. */
export interface Config {
  /** Whether this is Deno Deploy: no disk is kept, TLS ends in front of us, and only names of ours lead here. */
  onDeploy: boolean;
  /** 0 lets the system choose one. */
  port: number;
  host: string;
  /** Where the SQLite database lives; made if missing. */
  dataDir: string;
  /** The PostgreSQL database that everything is kept in instead; null for SQLite. */
  postgres: PostgresSettings | null;
  /** Most connections to it that this server has at once. */
  databaseConnections: number;
  /** The Redis or Valkey by which several servers tell each other; null: they do by the database. */
  brokerUrl: string | null;
  /** Whether a name is enough to come in. */
  guests: boolean;
  /** Who may make an account: anybody, who holds an invite, or nobody. */
  registration: "open" | "invite" | "closed";
  /** What links to this server begin with, as `https://host[:port]`; null: the address it was asked by. */
  publicUrl: string | null;
  /** Host names by which the server is asked, in lower case, besides addresses and localhost; null: by any. */
  hostNames: string[] | null;
  /** Origins besides the server's own whose pages may open /ws, as `https://host[:port]`. */
  allowedOrigins: string[];
  /** How many proxies stand in front, whose X-Forwarded-* headers are believed. */
  trustedProxies: number;
  /** What whoever asks for /metrics must show; null: there are none. */
  metricsToken: string | null;
  log: { level: "debug" | "info" | "warn" | "error"; format?: "json" | "pretty" };
  /** Resident memory above which no more sockets are taken in, in bytes; null: there is no such limit. */
  memoryLimitBytes: number | null;
  limits: Limits;
}

/** Files that the server needs for itself: code caches, the database's, threads, standard streams, a listener. */
const OWN_FILES = 50;
/** The part of all files that is left to connections which are no sockets: pages, and what is being refused. */
const PAGES_PART = 1 / 8;

/** The part of the memory that the server may take before it takes in no more sockets: the rest is for those that are
 *  there, and for what arrives between two looks. */
const MEMORY_PART = 3 / 4;

/** Connections to PostgreSQL: one that appends, the others for everything else. Small servers let in twenty in all, and
 *  several of ours share them. */
const DATABASE_CONNECTIONS = 6;

/** Whoever lifts the rate of messages measures, or fills a server: nothing else is to slow that down. */
const UNLIMITED: Partial<Limits> = {
  guestsPerSecond: 0,
  sharedRequestsPerSecond: 0,
  guestRoomsPerMinute: 0,
  roomsPerMinute: 0,
};

/** What no message repeats. */
const SECRETS: ReadonlySet<string> = new Set(["BROKER_URL", "METRICS_TOKEN"]);

/** A configuration that cannot be used; the message is one line for the person who starts the server. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

function wholeNumber(least: number, most: number) {
  const range = `must be a whole number from ${least} to ${most}`;
  return z.string().regex(/^\d{1,9}$/, range).transform(Number)
    .refine((value) => value >= least && value <= most, range);
}

const environment = z.object(
  {
    // Set by the platform; its documentation has had both spellings.
    DENO_DEPLOY: z.string().default("").transform((value) => value === "true" || value === "1"),
    PORT: wholeNumber(0, 65_535).default(8000),
    HOST: z.string().regex(/^[0-9A-Za-z.:-]+$/, "must be an address or a host name").optional(),
    // A comma would end the path in the list of what the server may touch (permissions.ts).
    DATA_DIR: z.string().regex(/^[^,]+$/, "must name a folder, without a comma").default("./data"),
    DATABASE_URL: z.string().optional(),
    DATABASE_CONNECTIONS: wholeNumber(2, 1_000).default(DATABASE_CONNECTIONS),
    PGHOST: z.string().optional(),
    PGPORT: z.string().optional(),
    PGUSER: z.string().optional(),
    PGPASSWORD: z.string().optional(),
    PGDATABASE: z.string().optional(),
    PGSSLMODE: z.string().optional(),
    PGSSLROOTCERT: z.string().optional(),
    BROKER_URL: z.string().refine(
      (url) => /^rediss?:/.test(url) && URL.canParse(url),
      "must be an address such as redis://user:password@host:6379",
    ).optional(),
    GUESTS: z.enum(["on", "off"], "must be on or off").default("on").transform((value) =>
      value === "on"
    ),
    REGISTRATION: z.enum(["open", "invite", "closed"], "must be open, invite or closed")
      .default("open"),
    PUBLIC_URL: z.string().transform((value) => value.replace(/\/$/, "")).refine(
      (url) => /^https?:/.test(url) && isOrigin(url),
      "must be an address such as https://chat.example.org, without a path",
    ).optional(),
    ALLOWED_HOSTS: z.string().default("").transform(listed).refine(
      (names) => names.every(isHostName),
      "must be host names such as chat.example.org, without ports, separated by commas",
    ),
    ALLOWED_ORIGINS: z.string().default("").transform(listed).refine(
      (origins) => origins.every(isOrigin),
      "must be origins such as https://chat.example.org, separated by commas",
    ),
    TRUST_PROXY: z.string().regex(/^(off|on|[1-9])$/, "must be off, on, or the number of proxies")
      .default("off").transform((value) => value === "on" ? 1 : Number(value) || 0),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error"], "must be debug, info, warn or error")
      .default("info"),
    LOG_FORMAT: z.enum(["json", "pretty"], "must be json or pretty").optional(),
    MESSAGE_RATE: wholeNumber(0, 1_000_000).default(DEFAULT_LIMITS.messagesPerSecond),
    CONNECTIONS_PER_ADDRESS: wholeNumber(1, 1_000_000).optional(),
    CONNECTIONS_PER_USER: wholeNumber(1, 1_000_000).default(DEFAULT_LIMITS.connectionsPerUser),
    MAX_CONNECTIONS: wholeNumber(1, 1_000_000).optional(),
    MEMORY_LIMIT_MB: wholeNumber(64, 1_000_000).optional(),
    METRICS_TOKEN: z.string().regex(/^[\x21-\x7e]{16,}$/, "must be 16 visible characters or more")
      .optional(),
  } satisfies Record<Variable, z.ZodType>,
);

const UNKNOWN_MACHINE: Machine = { openFiles: null, memoryBytes: null };

/** Reads the configuration from environment variables; an empty one counts as unset.
 *  @param machine what follows from it where no variable says otherwise
 *  @throws ConfigError that names the variable, the rule and the value, unless that is a secret */
export function readConfig(
  variables: Record<string, string>,
  machine: Machine = UNKNOWN_MACHINE,
): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const name = String(path[0]);
    const found = SECRETS.has(name) ? "" : `, but it is ${JSON.stringify(given[name])}`;
    throw new ConfigError(`${name} ${message}${found}`);
  }
  const env = parsed.data;
  const onDeploy = env.DENO_DEPLOY;
  const postgres = postgresSettings(env);
  if (env.BROKER_URL !== undefined && postgres === null) {
    throw new ConfigError("BROKER_URL is for several servers, which need a DATABASE_URL");
  }
  return {
    onDeploy,
    port: env.PORT,
    host: env.HOST ?? (onDeploy ? "0.0.0.0" : "127.0.0.1"),
    dataDir: env.DATA_DIR,
    postgres,
    databaseConnections: env.DATABASE_CONNECTIONS,
    brokerUrl: env.BROKER_URL ?? null,
    guests: env.GUESTS,
    registration: env.REGISTRATION,
    publicUrl: env.PUBLIC_URL ?? null,
    hostNames: onDeploy ? null : hostNames(env),
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustedProxies: env.TRUST_PROXY,
    metricsToken: env.METRICS_TOKEN ?? null,
    log: { level: env.LOG_LEVEL, format: env.LOG_FORMAT },
    memoryLimitBytes: memoryLimitBytes(env, machine),
    limits: {
      ...DEFAULT_LIMITS,
      messagesPerSecond: env.MESSAGE_RATE,
      ...(env.MESSAGE_RATE === 0 ? UNLIMITED : {}),
      ...connectionLimits(env, machine),
      connectionsPerUser: env.CONNECTIONS_PER_USER,
    },
  };
}

/** Its own refusals name no value: one of them holds a password. */
function postgresSettings(env: Parameters<typeof readPostgresSettings>[0]) {
  try {
    return readPostgresSettings(env);
  } catch (error) {
    if (error instanceof PostgresSettingsError) throw new ConfigError(error.message);
    throw error;
  }
}

/** Fewer connections than files may be open, and from one address at most half of them unless it is told otherwise. */
function connectionLimits(
  { MAX_CONNECTIONS, CONNECTIONS_PER_ADDRESS }: {
    MAX_CONNECTIONS?: number;
    CONNECTIONS_PER_ADDRESS?: number;
  },
  { openFiles }: Machine,
): Pick<Limits, "connections" | "connectionsPerAddress"> {
  const possible = openFiles === null
    ? MAX_CONNECTIONS ?? DEFAULT_LIMITS.connections
    : Math.max(1, Math.floor(openFiles * (1 - PAGES_PART)) - OWN_FILES);
  const connections = Math.min(MAX_CONNECTIONS ?? possible, possible);
  const half = Math.max(1, Math.floor(connections / 2));
  const perAddress = CONNECTIONS_PER_ADDRESS ??
    Math.min(DEFAULT_LIMITS.connectionsPerAddress, half);
  return { connections, connectionsPerAddress: perAddress };
}

function memoryLimitBytes(
  { MEMORY_LIMIT_MB }: { MEMORY_LIMIT_MB?: number },
  { memoryBytes }: Machine,
): number | null {
  if (MEMORY_LIMIT_MB !== undefined) return MEMORY_LIMIT_MB * 1_024 * 1_024;
  return memoryBytes === null ? null : Math.floor(memoryBytes * MEMORY_PART);
}

/** Whoever lets the server listen on a name or prints it in links means it to answer there. */
function hostNames(
  { PUBLIC_URL, ALLOWED_HOSTS, HOST }: {
    PUBLIC_URL?: string;
    ALLOWED_HOSTS: string[];
    HOST?: string;
  },
): string[] {
  const ours = PUBLIC_URL ? [new URL(PUBLIC_URL).hostname] : [];
  const own = HOST !== undefined && isHostName(HOST) ? [asAsked(HOST)] : [];
  return [...ours, ...ALLOWED_HOSTS.map(asAsked), ...own];
}

function listed(value: string): string[] {
  return value.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

function isHostName(text: string): boolean {
  return /^[\p{L}\p{N}._-]+$/u.test(text) && URL.canParse(`http://${text}`);
}

/** A host name as it stands in the address of a request. */
function asAsked(name: string): string {
  return new URL(`http://${name}`).hostname.replace(/\.$/, "");
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
