// deno-lint-ignore-file no-console -- reports to the terminal
/** Builds and serves the app with the Deno at the path given, the oldest that it has to run on: pages, a socket, the
 *  lock on its data, an orderly end, and what Deno Deploy runs. `.ci/run` runs it. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { joinAsGuest } from "./server/account_steps.ts";
import { DeployInstance } from "./support/deploy_instance.ts";
import { DeployTree } from "./support/deploy_tree.ts";
import { PostgresServer } from "./support/postgres_server.ts";
import { runServer, ServerProcess } from "./support/server_process.ts";
import { SocketPeer } from "./support/socket_peer.ts";

const path = Deno.args[0]!;
const root = new URL("..", import.meta.url);

const version = await output("eval", "--no-config", "console.log(Deno.version.deno)");
await output("task", "--quiet", "build");
const deno = { path, version };

const dataDir = await Deno.makeTempDir();
{
  await using server = await ServerProcess.start({ dataDir, deno });
  const ada = await joinAsGuest(server, "Ada");
  const headers = { cookie: ada.cookie };
  const peer = await SocketPeer.connect(server.socketUrl, { headers });
  await peer.say("Still here");
  const { status, html } = await ada.open("/rooms/general");
  assertEquals(status, 200);
  assertStringIncludes(html, "Still here");
  const second = await runServer({ PORT: "0", DATA_DIR: dataDir }, { deno });
  assertEquals(second.code, 1);
  assertStringIncludes(second.stderr, "Another server uses");
  assertEquals([await server.stop("SIGTERM"), await peer.closed], [0, 1001]);
}
{
  await using server = await ServerProcess.start({ dataDir, deno });
  const grace = await joinAsGuest(server, "Grace");
  assertStringIncludes((await grace.open("/rooms/general")).html, "Still here");
}
await Deno.remove(dataDir, { recursive: true });
{
  await using tree = await DeployTree.make();
  await using instance = await DeployInstance.start(tree.path, { deno: path });
  const { status, body } = await fetch(instance.url);
  await body!.cancel();
  assertEquals([status, (await instance.stop()).code], [503, 0]);
  if (PostgresServer.isInstalled) await serveFromPostgres(tree);
  else console.log("Left out: what needs PostgreSQL, which is not installed here");
}
console.log(`The server runs on Deno ${version}`);

/** As Deno Deploy does it: the schema first, then an instance. */
async function serveFromPostgres(tree: DeployTree): Promise<void> {
  await using postgres = await PostgresServer.start();
  const env = { DATABASE_URL: await postgres.createDatabase() };
  const args = ["run", "--allow-all", "--cached-only", "cli/migrate.ts"];
  const { success } = await new Deno.Command(path, { args, cwd: tree.path, env }).output();
  assert(success);
  await using instance = await DeployInstance.start(tree.path, { deno: path, env });
  const peer = await SocketPeer.connect(instance.socketUrl, { name: "Ada" });
  await peer.say("from the cloud");
  const { code, tookMs } = await instance.stop();
  assertEquals([code, await peer.closed], [0, 1001]);
  assert(tookMs < 4_000, `it took ${tookMs} ms to end`);
}

/** What that Deno prints. */
async function output(...args: string[]): Promise<string> {
  const command = new Deno.Command(path, { args, cwd: root, stderr: "inherit" });
  const { success, stdout } = await command.output();
  assert(success, args.join(" "));
  return new TextDecoder().decode(stdout).trim();
}
