/** Which PostgreSQL database, and how it is reached. */
export interface PostgresSettings {
  /** A host name, an address, or the folder of a Unix socket, which begins with "/". */
  host: string;
  port: number;
  user: string;
  /** Null when none is needed. */
  password: string | null;
  database: string;
  tls: Tls;
  /** Longest wait for a connection, in milliseconds; null: as each caller sees fit. */
  connectTimeoutMs: number | null;
}

export interface Tls {
  /** As libpq has them: `prefer` goes on without where the server has none, `require` asks for no certificate that
   *  anybody vouches for, `verify` does. */
  mode: "disable" | "prefer" | "require" | "verify";
  /** The file of the authority that vouches for the server; null: those that Deno knows. */
  authority: string | null;
}

/** The variables that say so: DATABASE_URL, and what PostgreSQL's own programs go by. */
export type PostgresVariables = Partial<
  Record<
    | "DATABASE_URL"
    | "PGHOST"
    | "PGPORT"
    | "PGUSER"
    | "PGPASSWORD"
    | "PGDATABASE"
    | "PGSSLMODE"
    | "PGSSLROOTCERT",
    string
  >
>;

/** What cannot be used, in one line that names the variable and never its value: it may hold a password. */
export class PostgresSettingsError extends Error {
  override name = "PostgresSettingsError";
}

/** The database that the variables name: what DATABASE_URL leaves open is as the others say. Null when neither it nor
 *  PGHOST is set.
 *  @throws PostgresSettingsError */
export function readPostgresSettings(variables: PostgresVariables): PostgresSettings | null {
  const { DATABASE_URL, PGHOST } = variables;
  if (!DATABASE_URL && !PGHOST) return null;
  const url = DATABASE_URL ? parseUrl(DATABASE_URL) : null;
  const parameter = (name: string) => url?.parameters.get(name) || undefined;
  const host = parameter("host") ?? (url?.host || PGHOST || "localhost");
  const user = url?.user || variables.PGUSER || "postgres";
  return {
    host: host.replace(/^\[(.*)\]$/, "$1"),
    port: toPort(url?.port || parameter("port"), variables.PGPORT),
    user,
    password: url?.password || variables.PGPASSWORD || null,
    database: url?.database || variables.PGDATABASE || user,
    tls: toTls(host, {
      mode: parameter("sslmode") ?? variables.PGSSLMODE,
      authority: parameter("sslrootcert") ?? variables.PGSSLROOTCERT,
    }),
    connectTimeoutMs: toConnectTimeout(parameter("connect_timeout")),
  };
}

/** How the database is called in the log: without user and password. */
export function describeDatabase({ host, port, database }: PostgresSettings): string {
  const shown = host.includes(":") ? `[${host}]` : host;
  return `PostgreSQL database "${database}" at ${shown}:${port}`;
}

/** Not as a URL parser does it: to that no host is a folder, and 80 no port worth a word. */
const ADDRESS =
  /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?(\[[^\]]+\]|[^:/?@]*)(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/;

function parseUrl(text: string) {
  const parts = ADDRESS.exec(text);
  if (parts === null) {
    throw new PostgresSettingsError(
      "DATABASE_URL must be an address such as postgres://user:password@host:5432/database",
    );
  }
  const [, user, password, host, port, database, parameters] = parts;
  return {
    user: decode(user),
    password: decode(password),
    host: decode(host),
    port,
    database: decode(database),
    parameters: new URLSearchParams(parameters),
  };
}

function decode(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new PostgresSettingsError("DATABASE_URL must have % written as %25");
  }
}

function toPort(fromUrl: string | undefined, fromVariable: string | undefined): number {
  const text = fromUrl || fromVariable || "5432";
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const name = fromUrl ? "The port in DATABASE_URL" : "PGPORT";
  throw new PostgresSettingsError(`${name} must be a whole number from 1 to 65535`);
}

const MODES: Record<string, Tls["mode"]> = {
  disable: "disable",
  allow: "prefer",
  prefer: "prefer",
  "no-verify": "require",
  require: "require",
  "verify-ca": "verify",
  "verify-full": "verify",
};

function toTls(
  host: string,
  { mode, authority }: { mode: string | undefined; authority: string | undefined },
): Tls {
  const known = mode === undefined ? undefined : MODES[mode];
  if (mode !== undefined && known === undefined) {
    const modes = Object.keys(MODES).join(", ");
    throw new PostgresSettingsError(
      `sslmode in DATABASE_URL, or PGSSLMODE, must be one of ${modes}`,
    );
  }
  // A socket has no wire to listen in on.
  if (host.startsWith("/")) return { mode: "disable", authority: null };
  const file = authority === undefined || authority === "system" ? null : authority;
  const vouched = known ?? (authority === undefined ? "prefer" : "verify");
  // libpq, too, checks against an authority that it is given.
  const isChecked = authority !== undefined && vouched === "require";
  return { mode: isChecked ? "verify" : vouched, authority: file };
}

function toConnectTimeout(seconds: string | undefined): number | null {
  if (seconds === undefined) return null;
  if (/^\d{1,4}$/.test(seconds)) return Number(seconds) * 1_000 || null;
  throw new PostgresSettingsError("connect_timeout in DATABASE_URL must be a number of seconds");
}
