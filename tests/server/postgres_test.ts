import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { PostgresConnection } from "../../postgres/connection.ts";
import { readPostgresSettings } from "../../postgres/settings.ts";
import { havePostgres, testDatabases } from "../support/postgres_server.ts";
import { runServer, ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { joinAsGuest } from "./account_steps.ts";
import { runTask } from "./run_task.ts";

/** The server with everything in PostgreSQL. */

const makeDatabase = havePostgres() ? testDatabases() : null;

function test(name: string, run: (databaseUrl: string) => Promise<void>) {
  const ignore = makeDatabase === null;
  Deno.test({ name, ignore, fn: async () => await run(await makeDatabase!()) });
}

async function epochOf(server: ServerProcess): Promise<string> {
  const { cookie } = await joinAsGuest(server, "Eve");
  const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
  const { epoch } = await peer.must({ type: "room.join", room: "general" });
  await peer.close();
  return epoch as string;
}

test("with DATABASE_URL what is said is kept there, over a restart, and nothing is written to the disk", async (DATABASE_URL) => {
  const dataDir = await Deno.makeTempDir();
  const env = { DATABASE_URL };
  {
    await using server = await ServerProcess.start({ dataDir, env });
    const ada = await joinAsGuest(server, "Ada");
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie: ada.cookie } });
    await peer.say("Kept in PostgreSQL");
    assertStringIncludes((await ada.open("/rooms/general")).html, "Kept in PostgreSQL");
    assertEquals([await server.stop("SIGTERM"), await peer.closed], [0, 1001]);
  }
  {
    await using server = await ServerProcess.start({ dataDir, env });
    const grace = await joinAsGuest(server, "Grace");
    assertStringIncludes((await grace.open("/rooms/general")).html, "Kept in PostgreSQL");
  }
  assertEquals([...Deno.readDirSync(dataDir)], []);
  await Deno.remove(dataDir);
});

test("a database that cannot be used is one line without the password, and exit code 1", async (DATABASE_URL) => {
  const url = new URL(DATABASE_URL);
  url.password = "swordfish";
  url.pathname = "/nowhere";
  const missing = await runServer({ PORT: "0", DATABASE_URL: url.href });
  assertEquals(missing.code, 1);
  assertMatch(missing.stderr.trim(), /^[^\n]*database "nowhere" does not exist \(3D000\)$/);
  url.port = "1";
  const away = await runServer({ PORT: "0", DATABASE_URL: url.href });
  assertEquals(away.code, 1);
  assertMatch(away.stderr.trim(), /^[^\n]*Cannot reach PostgreSQL database "nowhere"[^\n]*$/);
  assert(!`${missing.stderr}${away.stderr}`.includes("swordfish"));
});

test("where the schema was made before, a server needs no right to make anything", async (DATABASE_URL) => {
  const { code } = await runTask("migrate", { DATABASE_URL });
  assertEquals(code, 0);
  const role = `writer_${crypto.randomUUID().slice(0, 8)}`;
  const owner = await PostgresConnection.open(readPostgresSettings({ DATABASE_URL })!, {
    name: "test",
  });
  await owner.run(`
    CREATE ROLE ${role} LOGIN PASSWORD 'a pen';
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  try {
    const url = new URL(DATABASE_URL);
    url.username = role;
    url.password = "a pen";
    await using server = await ServerProcess.start({ env: { DATABASE_URL: url.href } });
    const { cookie } = await joinAsGuest(server, "Ada");
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
    await peer.say("Written by who may only write");
    await peer.close();
  } finally {
    await owner.run(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await owner.close();
  }
});

test("tasks: the schema is made before the first start, a new epoch begun, and a copy left to pg_dump", async (DATABASE_URL) => {
  const env = { DATABASE_URL };
  const migrated = await runTask("migrate", env);
  assertMatch(migrated.stdout, /^The schema is up to date: version \d+\.\n$/);
  const epochs: string[] = [];
  for (const _ of [1, 2]) {
    await using server = await ServerProcess.start({ env });
    epochs.push(await epochOf(server));
    await server.stop();
    const begun = await runTask("new-epoch", env);
    assertEquals([begun.code, begun.stdout], [0, "A new epoch has begun: start the servers.\n"]);
  }
  assert(epochs[0] !== epochs[1], "a new epoch");
  for (const [name, instead] of [["backup", "pg_dump"], ["restore", "pg_restore"]] as const) {
    const { code, stderr } = await runTask(name, env, "/tmp/nothing");
    assertEquals(code, 1);
    assertMatch(stderr, new RegExp(`^[^\\n]*everything is kept in PostgreSQL: [^\\n]*${instead}`));
  }
});
