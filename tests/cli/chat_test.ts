import { assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { ServerProcess } from "../support/server_process.ts";
import { PlainBrowser } from "../server/plain_browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { FakeServer } from "./support/fake_server.ts";
import { DANGEROUS, HOSTILE_TEXTS } from "./support/hostile_texts.ts";
import { Pty, type PtyOptions } from "./support/pty.ts";
import { roomChanges } from "./support/room_changes.ts";

/** The conversation as a person has it: keys in, a screen to look at. */
function session(name: string, fn: () => Promise<void>): void {
  // Other systems have another `script`.
  Deno.test({ name, fn, ignore: Deno.build.os !== "linux" });
}

async function chat(server: { url: string }, options?: PtyOptions): Promise<Pty> {
  const pty = await Pty.open([server.url, "--name", "Ada"], options);
  await pty.until((lines) => lines.at(-1)?.startsWith("general ›") === true);
  return pty;
}

async function bob(server: ServerProcess, room = "general"): Promise<SocketPeer> {
  const peer = await SocketPeer.connect(server.socketUrl, { name: "Bob" });
  await peer.join(room);
  return peer;
}

const last = (pty: Pty) => pty.lines.at(-1);

session(
  "a half-written line stands while messages come in, and is sent as it was written",
  async () => {
    await using server = await ServerProcess.start();
    const peer = await bob(server);
    await using pty = await chat(server);
    pty.type("half a li");
    await pty.until(() => last(pty) === "general › half a li");
    for (let count = 1; count <= 30; count++) await peer.say(`message ${count}`);
    await pty.shows("message 30");
    await pty.until(() => last(pty) === "general › half a li");
    assertEquals(pty.emulator.cursor, { row: "general › half a li", column: 19 });
    const seen = pty.lines.filter((line) => line.includes("Bob  message"));
    assertEquals(seen.map((line) => line.slice(6)), range(30).map((n) => `Bob  message ${n}`));
    pty.type("ne\r");
    await peer.inbox.next("message", (event) => event.message.text === "half a line");
    await pty.until((lines) => lines.at(-2)?.endsWith("Ada  half a line") === true);
    pty.type("\x04");
    assertEquals(await pty.ended, EXIT.done);
    await peer.close();
  },
);

session("rooms, people, history and completion are there by their commands", async () => {
  await using server = await ServerProcess.start();
  const peer = await bob(server);
  await peer.must({ type: "room.create", id: "ops", title: "Operations" });
  for (let count = 1; count <= 120; count++) await peer.say(`old ${count}`);
  await using pty = await chat(server);
  await pty.shows("Bob  old 120");
  assertEquals(pty.lines.some((line) => line.endsWith("old 70")), false);
  pty.type("/wh\t\r");
  await pty.shows("    Ada, Bob");
  pty.type("/rooms\r");
  await pty.shows("ops  Operations · 0 online");
  pty.type("/rooms no such\r");
  await pty.shows('No room has "no such" in its title');
  pty.type("/rooms GEN\r");
  await pty.until((lines) =>
    lines.filter((line) => line.includes("general  General")).length === 2
  );
  pty.type("\x1b[5~");
  await pty.shows("── end of earlier ──");
  assertEquals(pty.lines.filter((line) => line.endsWith("old 70")).length, 1);
  pty.type("/join nowhere\r");
  await pty.shows('There is no room "nowhere"');
  pty.type("/j\to\t\r");
  await pty.until(() => last(pty) === "ops ›");
  await peer.say("you are missed", undefined, "general");
  await pty.until(() => last(pty) === "ops (general 1) ›");
  pty.type("/join general\r");
  await pty.until((lines) => lines.some((line) => line === "── new ──"));
  pty.type("/quit\r");
  assertEquals(await pty.ended, EXIT.done);
  await peer.close();
});

session(
  "what is pasted with several rows is one message, and rows can be written by hand",
  async () => {
    await using server = await ServerProcess.start();
    const peer = await bob(server);
    await using pty = await chat(server);
    // The terminal was asked to mark what is pasted.
    assertEquals(pty.raw.includes("\x1b[?2004h"), true);
    pty.type("\x1b[200~first\rsecond 你好\x1b[201~");
    await pty.until((lines) => lines.at(-1) === "          second 你好");
    pty.type("\x1b\rthird\\\rfourth\x1b[D\x1b[D\x7f\r");
    const { message } = await peer.inbox.next("message");
    assertEquals(message.text, "first\nsecond 你好\nthird\nfouth");
    pty.type("\x1b[A");
    await pty.until(() => last(pty) === "          fouth");
    await peer.close();
  },
);

session(
  "what was written while the server was away is sent once, and what was missed is shown once",
  async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "confab-chat-" });
    const first = await ServerProcess.start({ dataDir });
    await using pty = await chat(first);
    pty.type("before\r");
    await pty.until((lines) => lines.at(-2)?.endsWith("Ada  before") === true);
    await first.stop("SIGKILL");
    await pty.shows("offline, trying again");
    pty.type("while away\ra draft");
    await pty.shows("… while away (sending)");
    const second = await ServerProcess.start({ dataDir, port: first.port });
    const peer = await bob(second);
    for (let count = 1; count <= 5; count++) await peer.say(`missed ${count}`);
    await pty.until((lines) =>
      lines.some((line) => line.endsWith("Ada  while away")) &&
      lines.some((line) => line.endsWith("missed 5")) && lines.at(-1) === "general › a draft"
    );
    for (const text of ["before", "while away", ...range(5).map((n) => `missed ${n}`)]) {
      assertEquals(pty.lines.filter((line) => line.endsWith(`  ${text}`)).length, 1, text);
    }
    await peer.close();
    await second.stop();
    const kept = (await roomChanges(dataDir, "general")).map((message) => message.text);
    const shown = pty.lines.map((line) => /(?:Ada|Bob) {2}(.*)/.exec(line)?.[1]).filter(Boolean);
    assertEquals(shown, kept);
    await Deno.remove(dataDir, { recursive: true });
  },
);

session("who leaves with something unsent is asked once more, and told what it was", async () => {
  const server = await ServerProcess.start();
  await using pty = await chat(server);
  await server[Symbol.asyncDispose]();
  await pty.shows("offline");
  pty.type("into the void\r");
  await pty.shows("(sending)");
  pty.type("/quit\r");
  await pty.shows("once more leaves without");
  pty.type("/quit\r");
  assertEquals(await pty.ended, EXIT.notCommitted);
  assertEquals(pty.lines.slice(-2), ["Not sent:", "    general: into the void"]);
});

session(
  "others' edits and deletions are told where one reads, and who comes in for the first time and leaves for good",
  async () => {
    await using server = await ServerProcess.start();
    await using pty = await chat(server);
    const browser = new PlainBrowser(server.url);
    await browser.join("Bob");
    const { cookie } = browser;
    const peer = await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
    await peer.join();
    await pty.shows("→ Bob joined");
    await peer.say("helo");
    await peer.must({ type: "message.edit", room: "general", seq: 1, text: "hello" });
    await pty.shows("Bob  hello (was: helo)");
    await peer.must({ type: "message.delete", room: "general", seq: 1 });
    await pty.shows("Bob  deleted the message of");
    await peer.must({ type: "room.leave", room: "general", forGood: true });
    await pty.shows("← Bob left");
    await peer.close();
  },
);

session("no escape sequence of others reaches the terminal", async () => {
  await using server = new FakeServer();
  for (const text of HOSTILE_TEXTS) server.post(text, text);
  await using pty = await chat(server, { rows: 120 });
  server.post("live \x1b[2J\x1b]52;c;aGk=\x07", "Eve\x1b[31m");
  await pty.shows("live ␛[2J␛]52;c;aGk=␇");
  const written = pty.raw.slice(pty.raw.indexOf("\x1b[?2004h"));
  // What the client itself writes: cursor, colours, and the modes it sets.
  // deno-lint-ignore no-control-regex -- these are what it is about
  const own = /\r|\x1b\[(?:\?(?:2004|2026|25)[hl]|[\d;]*m|\d*[AG]|J)/g;
  assertEquals(DANGEROUS.test(written.replace(own, "")), false);
});

session("the terminal may be made narrower and wider in the middle of a line", async () => {
  await using server = await ServerProcess.start();
  const peer = await bob(server);
  await peer.say("a message that is longer than the narrow terminal is wide");
  await using pty = await chat(server);
  pty.type("a line that is written while the size changes");
  await pty.until(() => last(pty)?.endsWith("changes") === true);
  await pty.resize(34);
  await pty.until((lines) => lines.at(-2)?.startsWith("general › a line") === true);
  await pty.resize(100);
  await pty.until(() => last(pty) === "general › a line that is written while the size changes");
  assertEquals(pty.lines.filter((line) => line.includes("a message that is longer")).length, 1);
  assertEquals(pty.lines.filter((line) => line.includes("general ›")).length, 1);
  await peer.close();
});

session("colours are used, and not when NO_COLOR is set", async () => {
  await using server = await ServerProcess.start();
  const peer = await bob(server);
  await peer.say("hello");
  const environments: Record<string, string>[] = [{}, { NO_COLOR: "1" }];
  for (const env of environments) {
    await using pty = await chat(server, { env });
    await pty.shows("Bob  hello");
    // deno-lint-ignore no-control-regex -- they begin every colour
    assertEquals(/\x1b\[[\d;]+m/.test(pty.raw), !("NO_COLOR" in env));
  }
  await peer.close();
});

session("who is not named is asked, and a password is not shown", async () => {
  await using server = new FakeServer();
  await using guest = await Pty.open([server.url]);
  await guest.shows("Your name:");
  guest.type("Ada\r");
  await guest.shows("general ›");
  await using member = await Pty.open([server.url, "--user", "ada"]);
  await member.shows("Password of ada:");
  member.type("hunteX\x7fr2\r");
  await member.shows("general ›");
  assertEquals(server.auths, [{ name: "Ada" }, { username: "ada", password: "hunter2" }]);
  assertEquals(/hunte|\*/.test(member.raw), false);
});

session("a session that has ended says so, and gives the terminal back", async () => {
  await using server = new FakeServer();
  await using pty = await chat(server);
  server.disconnect(4003);
  assertEquals(await pty.ended, EXIT.refused);
  assertMatch(pty.lines.at(-1)!, /You cannot come in under this name any more\./);
  assertEquals(pty.raw.trimEnd().endsWith("\x1b[?2004l"), true);
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
