import { assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { ServerProcess } from "../support/server_process.ts";
import { becomeOwner, PASSWORD } from "../server/account_steps.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { CliProcess } from "./support/cli_process.ts";
import { FakeServer } from "./support/fake_server.ts";
import { roomChanges } from "./support/room_changes.ts";

const LINES = Array.from({ length: 200 }, (_, index) => `line ${index + 1}`);

function pipe(server: { url: string }, ...args: string[]): CliProcess {
  return new CliProcess([server.url, "--name", "Pipe", "--pipe", ...args]);
}

/** A folder for a server that is killed, and for the one that comes after it. */
async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "confab-pipe-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("two hundred lines are all in the room, once and in order, though the server was killed among them", async () => {
  await using folder = await temporaryFolder();
  const options = { dataDir: folder.path, env: { MESSAGE_RATE: "100" } };
  const first = await ServerProcess.start(options);
  const reader = await SocketPeer.connect(first.socketUrl, { name: "Reader" });
  await reader.join();
  const piping = pipe(first);
  const finished = piping.finish(LINES.join("\n"));
  await reader.inbox.next("message", (event) => event.message.text === "line 60");
  await first.stop("SIGKILL");
  await reader.closed;
  await using second = await ServerProcess.start({ ...options, port: first.port });
  const { code, stderr } = await finished;
  await second.stop();
  assertEquals(code, EXIT.done, stderr);
  const texts = (await roomChanges(folder.path, "general")).map((message) => message.text);
  assertEquals(texts, LINES);
});

Deno.test("no faster than the server allows, no line is lost to its limit", async () => {
  await using server = await ServerProcess.start({ env: { MESSAGE_RATE: "20" } });
  const [one, other] = [pipe(server), pipe(server)];
  // Two programs of one name share its limit: refusals are certain.
  const outcomes = await Promise.all([
    one.finish(LINES.slice(0, 40).join("\n")),
    other.finish(LINES.slice(40, 80).join("\n")),
  ]);
  assertEquals(outcomes.map(({ code }) => code), [EXIT.done, EXIT.done]);
  await server.stop();
  const texts = (await roomChanges(server.dataDir, "general")).map((message) => message.text);
  assertEquals(texts.filter((text) => LINES.indexOf(text) < 40), LINES.slice(0, 40));
  assertEquals(texts.filter((text) => LINES.indexOf(text) >= 40), LINES.slice(40, 80));
});

Deno.test("blank lines are passed over, colours left out, and a line too long is split", async () => {
  await using server = await ServerProcess.start();
  const long = "word ".repeat(3_000).trimEnd();
  const { code } = await pipe(server).finish(`\x1b[31mred\x1b[0m\r\n\n  \n${long}\nlast`);
  assertEquals(code, EXIT.done);
  await server.stop();
  const texts = (await roomChanges(server.dataDir, "general")).map((message) => message.text);
  assertEquals([texts[0], texts.at(-1), texts.length], ["red", "last", 4]);
  assertEquals(texts.slice(1, 3).join(" "), long);
});

Deno.test("lines that are not sent are counted on standard error, with a code of their own", async () => {
  await using folder = await temporaryFolder();
  const server = await ServerProcess.start({ dataDir: folder.path });
  const reader = await SocketPeer.connect(server.socketUrl, { name: "Reader" });
  await reader.join();
  const piping = pipe(server, "--give-up", "1");
  await piping.write("one\ntwo\n");
  // Whoever hears the second one knows that the first one was acknowledged.
  await reader.inbox.next("message", (event) => event.message.text === "two");
  await server.stop("SIGKILL");
  await reader.closed;
  const { code, stderr } = await piping.finish("three\n");
  assertEquals(code, EXIT.notCommitted);
  assertMatch(stderr, /giving up\. [12] of [23] messages committed\. The last one got no answer/);
});

Deno.test("a room that does not exist, and a server that is not there, are told before a line is read", async () => {
  await using server = await ServerProcess.start();
  const missing = new CliProcess([server.url, "-n", "Pipe", "-r", "nowhere", "--pipe"]);
  const { code, stderr } = await missing.outcome;
  assertEquals([code, stderr], [EXIT.noRoom, 'chat: There is no room "nowhere"\n']);
  await server.stop();
  const outcome = await pipe(server).outcome;
  assertEquals(outcome.code, EXIT.unreachable);
  assertMatch(outcome.stderr, /^chat: Cannot reach ws:\S+: .+\n$/);
});

Deno.test("interrupted, it says how far it came", async () => {
  await using server = await ServerProcess.start();
  const reader = await SocketPeer.connect(server.socketUrl, { name: "Reader" });
  await reader.join();
  const piping = pipe(server);
  await piping.write("one\n");
  await reader.inbox.next("message");
  piping.kill("SIGINT");
  const { code, stderr } = await piping.outcome;
  assertEquals(code, EXIT.interrupted);
  assertMatch(stderr, /^chat: Interrupted\. [01] of 1 message committed\..*\n$/);
  await reader.close();
});

Deno.test("the password comes by standard input before the lines, and after a reconnect the token is enough", async () => {
  await using server = new FakeServer();
  server.answer = (auth) => auth.password === "wrong" ? refusal() : { ok: true, token: "t1" };
  const args = [server.url, "--user", "ada", "--password-stdin", "--pipe"];
  const wrong = await new CliProcess(args).finish("wrong\n");
  assertEquals([wrong.code, wrong.stderr], [
    EXIT.refused,
    "chat: Not let in: Wrong name or password\n",
  ]);

  const right = new CliProcess(args);
  await right.write("secret\na line\n");
  await server.heard("message.send");
  server.disconnect(1013);
  await server.heard("auth", 3);
  assertEquals((await right.finish()).code, EXIT.done);
  assertEquals(server.auths.slice(1), [{ username: "ada", password: "secret" }, { token: "t1" }]);
});

Deno.test("an account's lines are the account's, over a restart of the server, and a wrong password is refused", async () => {
  await using folder = await temporaryFolder();
  const first = await ServerProcess.start({ dataDir: folder.path });
  await becomeOwner(first);
  const reader = await SocketPeer.connect(first.socketUrl, { name: "Reader" });
  await reader.join();
  const args = ["--pipe", "--password-stdin", "--user", "Olga", first.url];
  const wrong = await new CliProcess(args).finish("not the password\none\n");
  assertEquals([wrong.code, wrong.stderr.startsWith("chat: Not let in: ")], [EXIT.refused, true]);

  const piping = new CliProcess(args);
  await piping.write(`${PASSWORD}\none\n`);
  await reader.inbox.next("message");
  await first.stop("SIGKILL");
  await reader.closed;
  await using second = await ServerProcess.start({ dataDir: folder.path, port: first.port });
  assertEquals((await piping.finish("two\n")).code, EXIT.done);
  await second.stop();
  const messages = await roomChanges(folder.path, "general");
  assertEquals(messages.map(({ user, text }) => `${user.name}: ${text}`), [
    "Olga: one",
    "Olga: two",
  ]);
});

function refusal() {
  const message = "Wrong name or password";
  return { ok: false as const, error: { code: "wrong_credentials", message, retryable: false } };
}
