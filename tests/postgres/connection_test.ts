import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { StorageError } from "../../hub/ports/store.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { ConnectionLost, failureKind, sqlStateOf } from "../../postgres/failure.ts";
import { type PostgresSettings, readPostgresSettings } from "../../postgres/settings.ts";
import { statement } from "../../postgres/statement.ts";
import { PostgresServer } from "../support/postgres_server.ts";

/** What a connection does while all is well, and while it is not. On a server of its own: it is stopped. */

const ignore = !PostgresServer.isInstalled;
let server: PostgresServer;
Deno.test.beforeAll(async () => {
  if (!ignore) server = await PostgresServer.start();
});
Deno.test.afterAll(() => server?.[Symbol.asyncDispose]());

const ONE = statement("SELECT $1::bigint + 1 AS n, true AS b");
const SLEEP = statement("SELECT pg_sleep($1)");
const DIVIDE = statement("SELECT 1 / $1::int AS n");

function settings(): PostgresSettings {
  return readPostgresSettings({ DATABASE_URL: server.url() })!;
}

function test(name: string, run: () => Promise<void>) {
  Deno.test({ name, ignore, fn: run });
}

async function withConnection(
  work: (connection: PostgresConnection) => Promise<void>,
  more: { answerTimeoutMs?: number } = {},
): Promise<void> {
  const connection = await PostgresConnection.open(settings(), { name: "confab test", ...more });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}

test("numbers of 64 bits come as numbers", () =>
  withConnection(async (connection) => {
    const n = Number.MAX_SAFE_INTEGER - 1;
    assertEquals(await connection.query(ONE, [n]), [{ n: n + 1, b: true }]);
  }));

test("what is asked together is answered in order, each with its own error", () =>
  withConnection(async (connection) => {
    const answers = await connection.together(() =>
      Promise.allSettled([
        connection.run("BEGIN"),
        connection.query(ONE, [1]),
        connection.query(DIVIDE, [0]),
        connection.query(ONE, [2]),
        connection.run("COMMIT"),
        connection.query(ONE, [3]),
      ])
    );
    const told = answers.map((answer) =>
      answer.status === "fulfilled" ? answer.value : sqlStateOf(answer.reason)
    );
    const row = (n: number) => [{ n, b: true }];
    assertEquals(told, ["BEGIN", row(2), "22012", "25P02", "ROLLBACK", row(4)]);
  }));

test("a notification is heard, and its name is in the server's list of connections", () =>
  withConnection(async (connection) => {
    const heard = Promise.withResolvers<string>();
    await connection.listen("confab_test", heard.resolve);
    await withConnection(async (other) => {
      await other.run("NOTIFY confab_test, 'hello'");
    });
    assertEquals(await heard.promise, "hello");
    const named = statement(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'confab test'",
    );
    assertEquals((await connection.query(named)).length, 1);
  }));

test("who waits for too long is told that the connection is lost, and so is who asks later", () =>
  withConnection(async (connection) => {
    const asked = [connection.query(SLEEP, [30]), connection.query(ONE, [1])];
    for (const answer of asked) {
      await assertRejects(() => answer, ConnectionLost, "no answer for 200 ms");
    }
    assert(!connection.isOpen);
    const error = await assertRejects(() => connection.query(ONE, [1]), ConnectionLost);
    assertEquals(failureKind(error), "connection");
  }, { answerTimeoutMs: 200 }));

test("a server that stops ends its connections, and one that is away is told in one line at once", async () => {
  await withConnection(async (connection) => {
    const asleep = assertRejects(() => connection.query(SLEEP, [30]));
    await server.stop("immediate");
    assertEquals(failureKind(await asleep), "connection");
    assertMatch((await connection.lost).message, /^Connection lost: /);
  });
  const error = await assertRejects(
    () => PostgresConnection.open(settings(), { name: "confab test" }),
    StorageError,
  );
  assert(error.retryable);
  assertMatch(
    error.message,
    /^Cannot reach PostgreSQL database "postgres" at 127\.0\.0\.1:\d+: .*ECONNREFUSED/,
  );
  await server.start();
  await withConnection(async (connection) => {
    assertEquals((await connection.query(ONE, [1])).length, 1);
  });
});

test("a server that does not answer is given up after the time for that", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const error = await assertRejects(
    () =>
      PostgresConnection.open({ ...settings(), port: silent.addr.port }, {
        name: "confab test",
        connectTimeoutMs: 200,
      }),
    StorageError,
    "Cannot reach",
  );
  assert(error.retryable);
});

test("a database that is not there is no reason to try again", async () => {
  const error = await assertRejects(
    () => PostgresConnection.open({ ...settings(), database: "nowhere" }, { name: "confab test" }),
    StorageError,
    'database "nowhere" does not exist (3D000)',
  );
  assert(!error.retryable);
});
