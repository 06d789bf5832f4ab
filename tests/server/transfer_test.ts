import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { becomeOwner, joinAsGuest } from "./account_steps.ts";
import { runTask } from "./run_task.ts";

Deno.test("what a running server exported is another one's after the import: people, sessions, messages, and a new epoch", async () => {
  const folder = await Deno.makeTempDir({ prefix: "confab-export-" });
  const file = `${folder}/chat.ndjson`;
  const cookies: string[] = [];
  let position;
  {
    await using server = await ServerProcess.start();
    const browsers = [await becomeOwner(server), await joinAsGuest(server, "Bo")];
    cookies.push(...browsers.map(({ cookie }) => cookie));
    for (const cookie of cookies) {
      const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
      await peer.say("Still here");
      const { version, epoch } = await peer.join();
      position = { after: version, epoch };
      await peer.close();
    }
    const exported = await runTask("export", { DATA_DIR: server.dataDir }, file);
    assertMatch(exported.stdout, /2 users, .*2 messages, .*\nExported to /);
    assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    const again = await runTask("export", { DATA_DIR: server.dataDir }, file);
    assertMatch(again.stderr, /^confab: cannot write "[^\n]+\n$/);
    // Nobody may serve the data that is replaced.
    const refused = await runTask("import", { DATA_DIR: server.dataDir }, file);
    assertMatch(refused.stderr, /^confab: Another server uses "[^\n]+\n$/);
    await server.stop();
  }
  const dataDir = `${folder}/data`;
  const imported = await runTask("import", { DATA_DIR: dataDir }, file);
  assertEquals(imported.code, 0, imported.stderr);
  await using server = await ServerProcess.start({ dataDir });
  assertEquals(server.setupLink, null);
  for (const [i, cookie] of cookies.entries()) {
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
    const reply = await peer.must({ type: "room.join", room: "general", ...position });
    const said = reply.messages!.map(({ user, text }) => `${user.name}: ${text}`);
    assertEquals(said, ["Olga: Still here", "Bo: Still here"]);
    assertEquals([i, reply.reset], [i, true]);
    assertNotEquals(reply.epoch, position!.epoch);
    await peer.close();
  }
  await server.stop();
  await Deno.remove(folder, { recursive: true });
});
