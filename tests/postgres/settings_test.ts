import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  describeDatabase,
  PostgresSettingsError,
  type PostgresVariables,
  readPostgresSettings,
  type Tls,
} from "../../postgres/settings.ts";

function read(DATABASE_URL: string, more: PostgresVariables = {}) {
  return readPostgresSettings({ DATABASE_URL, ...more })!;
}

Deno.test("without DATABASE_URL and PGHOST there is no database, whatever else is set", () => {
  assertEquals(readPostgresSettings({}), null);
  assertEquals(readPostgresSettings({ PGUSER: "confab", DATABASE_URL: "", PGHOST: "" }), null);
});

Deno.test("an address says everything about a database, encoded as in any address", () => {
  assertEquals(read("postgresql://con%40fab:p%2Fss%25@db.example.org:5433/chat%20room"), {
    host: "db.example.org",
    port: 5433,
    user: "con@fab",
    password: "p/ss%",
    database: "chat room",
    tls: { mode: "prefer", authority: null },
    connectTimeoutMs: null,
  });
});

Deno.test("what the address leaves open is as PostgreSQL's own variables say", () => {
  const more = { PGHOST: "pg", PGPORT: "6000", PGUSER: "u", PGPASSWORD: "p", PGDATABASE: "d" };
  const { host, port, user, password, database } = readPostgresSettings(more)!;
  assertEquals([host, port, user, password, database], ["pg", 6000, "u", "p", "d"]);
  const given = read("postgres://a:b@c:1/e", more);
  assertEquals([given.host, given.port, given.user, given.password, given.database], [
    "c",
    1,
    "a",
    "b",
    "e",
  ]);
  assertEquals(readPostgresSettings({ PGHOST: "pg" })!.database, "postgres");
});

Deno.test("an IPv6 address and the folder of a socket are hosts", () => {
  const ipv6 = read("postgres://confab@[::1]:5433/chat");
  assertEquals(ipv6.host, "::1");
  assertEquals(describeDatabase(ipv6), 'PostgreSQL database "chat" at [::1]:5433');
  for (
    const url of [
      "postgres://confab@%2Frun%2Fpostgresql/chat",
      "postgres:///chat?host=/run/postgresql",
    ]
  ) {
    const { host, database, tls } = read(url);
    assertEquals([host, database, tls.mode], ["/run/postgresql", "chat", "disable"], url);
  }
});

Deno.test("sslmode is asked for in libpq's words, and an authority's file means that it is asked", () => {
  const mode = (sslmode: string) => read(`postgres://db/chat?sslmode=${sslmode}`).tls.mode;
  assertEquals(
    ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"].map(mode),
    ["disable", "prefer", "prefer", "require", "verify", "verify"],
  );
  const tls: Tls = { mode: "verify", authority: "/etc/db.pem" };
  assertEquals(read("postgres://db/chat?sslmode=require&sslrootcert=/etc/db.pem").tls, tls);
  assertEquals(read("postgres://db/chat", { PGSSLROOTCERT: "/etc/db.pem" }).tls, tls);
  const known: Tls = { mode: "verify", authority: null };
  assertEquals(read("postgres://db/chat?sslrootcert=system").tls, known);
  assertEquals(read("postgres://db/chat", { PGSSLMODE: "verify-full" }).tls, known);
});

Deno.test("what is meant for other programs changes nothing, and connect_timeout is in seconds", () => {
  const { connectTimeoutMs } = read("postgres://db/chat?schema=public&connect_timeout=7");
  assertEquals(connectTimeoutMs, 7_000);
});

Deno.test("a bad value is refused in words that do not hold the password", () => {
  const bad: [PostgresVariables, string][] = [
    [{ DATABASE_URL: "mysql://a:swordfish@db/chat" }, "DATABASE_URL must be an address"],
    [{ DATABASE_URL: "swordfish" }, "DATABASE_URL must be an address"],
    [{ DATABASE_URL: "postgres://a:sword%fish@db/chat" }, "DATABASE_URL must have %"],
    [{ DATABASE_URL: "postgres://a:swordfish@db:99999/chat" }, "The port in DATABASE_URL"],
    [{ DATABASE_URL: "postgres://db/chat?sslmode=yes" }, "sslmode in DATABASE_URL"],
    [{ PGHOST: "db", PGPORT: "abc" }, "PGPORT must be a whole number"],
    [{ PGHOST: "db", PGSSLMODE: "on" }, "or PGSSLMODE, must be one of disable"],
    [{ DATABASE_URL: "postgres://db/chat?connect_timeout=soon" }, "connect_timeout"],
  ];
  for (const [variables, message] of bad) {
    const error = assertThrows(
      () => readPostgresSettings(variables),
      PostgresSettingsError,
      message,
    );
    assert(!error.message.includes("swordfish"));
  }
});
