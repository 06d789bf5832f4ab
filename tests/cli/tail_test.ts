import { assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import type { Message } from "../../protocol/entities.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { CliProcess } from "./support/cli_process.ts";
import { FakeServer } from "./support/fake_server.ts";
import { DANGEROUS, HOSTILE_TEXTS } from "./support/hostile_texts.ts";
import { roomChanges } from "./support/room_changes.ts";

function tail(server: { url: string }, ...args: string[]): CliProcess {
  return new CliProcess([server.url, "--name", "Tail", "--tail", ...args]);
}

function parse(stdout: string): Message[] {
  return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Somebody who posts, edits and deletes. */
async function writer(server: ServerProcess): Promise<SocketPeer> {
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Writer" });
  await peer.join();
  return peer;
}

Deno.test("from a version on, what is printed as JSON is what the database has", async () => {
  await using server = await ServerProcess.start();
  const peer = await writer(server);
  for (let count = 1; count <= 450; count++) await peer.say(`text ${count}`);
  await peer.must({ type: "message.edit", room: "general", seq: 7, text: "edited" });
  await peer.must({ type: "message.delete", room: "general", seq: 430 });
  await peer.close();
  const everything = await tail(server, "--json", "--no-follow", "--after", "0").outcome;
  const part = await tail(server, "--json", "--no-follow", "--after", "440").outcome;
  const newest = await tail(server, "--json", "--no-follow").outcome;
  await server.stop();
  assertEquals([everything.code, part.code, newest.code], [EXIT.done, EXIT.done, EXIT.done]);
  assertEquals(parse(everything.stdout), await roomChanges(server.dataDir, "general"));
  assertEquals(parse(part.stdout), await roomChanges(server.dataDir, "general", 440));
  assertEquals(parse(newest.stdout).map((message) => message.seq), range(401, 450));
});

Deno.test("following, every change is printed once and in order, also those made while the server was away", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "confab-tail-" });
  const first = await ServerProcess.start({ dataDir });
  const peer = await writer(first);
  await peer.say("before");
  const tailing = tail(first, "--json", "--after", "0");
  await tailing.printed('"before"');
  await peer.say("live");
  await tailing.printed('"live"');
  await first.stop("SIGKILL");
  await peer.closed;
  const second = await ServerProcess.start({ dataDir, port: first.port });
  const again = await writer(second);
  await again.must({ type: "message.edit", room: "general", seq: 1, text: "changed" });
  for (let count = 1; count <= 60; count++) await again.say(`missed ${count}`);
  await tailing.printed('"missed 60"');
  await again.say("live again");
  await tailing.printed('"live again"');
  tailing.kill("SIGINT");
  const { code, stdout, stderr } = await tailing.outcome;
  await again.close();
  await second.stop();
  const versions = parse(stdout).map((message) => message.version);
  assertEquals(versions, range(1, 64));
  assertEquals(parse(stdout).slice(1), await roomChanges(dataDir, "general", 1));
  assertEquals(code, EXIT.interrupted);
  assertEquals(stderr, "chat: The connection is lost. Trying again …\nchat: Connected again.\n");
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("as text it is a line a message, and an edit and a deletion are told", async () => {
  await using server = await ServerProcess.start();
  const peer = await writer(server);
  await peer.say("one\ntwo");
  const tailing = tail(server);
  await tailing.printed("two");
  await peer.must({ type: "message.edit", room: "general", seq: 1, text: "edited" });
  await peer.must({ type: "message.delete", room: "general", seq: 1 });
  await tailing.printed("deleted");
  tailing.kill("SIGTERM");
  const { stdout } = await tailing.outcome;
  const stamp = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g;
  assertEquals(
    stdout.replace(stamp, "T"),
    [
      "T Writer: one",
      "    two",
      "T Writer changed the message of T: edited",
      "T Writer deleted the message of T",
      "",
    ].join("\n"),
  );
  await peer.close();
});

Deno.test("when nobody reads any more it ends quietly", async () => {
  await using server = await ServerProcess.start();
  const peer = await writer(server);
  for (let count = 1; count <= 300; count++) await peer.say(`text ${count} ${"x".repeat(500)}`);
  const tailing = new Deno.Command("sh", {
    args: [
      "-c",
      `{ "$@"; echo "code $?" >&2; } | head -n 1`,
      "sh",
      Deno.execPath(),
      "run",
      "-A",
      "--cached-only",
      "cli/main.ts",
      server.url,
      "--name",
      "Tail",
      "--tail",
      "--after",
      "0",
    ],
    cwd: new URL("../..", import.meta.url),
    stdin: "null",
  });
  const { stdout, stderr } = await tailing.output();
  assertMatch(new TextDecoder().decode(stdout), /Writer: text 1 x+\n$/);
  assertEquals(new TextDecoder().decode(stderr), `code ${EXIT.done}\n`);
  await peer.close();
});

Deno.test("what others write cannot reach the terminal, as text or as JSON", async () => {
  await using server = new FakeServer();
  for (const text of HOSTILE_TEXTS) server.post(text, text);
  const last = HOSTILE_TEXTS.length;
  server.post("the end");
  for (const args of [[], ["--json"]]) {
    const tailing = tail(server, ...args, "--after", "0");
    await tailing.printed("the end");
    tailing.kill("SIGTERM");
    const { stdout } = await tailing.outcome;
    assertEquals(DANGEROUS.test(stdout), false);
    if (args.length > 0) assertEquals(parse(stdout), server.messages);
    else assertEquals(stdout.split("\n").length > last, true);
  }
});

Deno.test("a name that has no terminal and no account is asked for in vain", async () => {
  const { code, stderr } = await new CliProcess(["--tail"]).outcome;
  assertEquals(code, EXIT.usage);
  assertMatch(stderr, /^chat: Who are you\?/);
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
