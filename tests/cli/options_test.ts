import { assertEquals, assertThrows } from "@std/assert";
import { EXIT, Failure } from "../../cli/exit.ts";
import { readOptions } from "../../cli/options.ts";

const TERMINAL = { input: true, output: true };

function refusal(args: string[], isTerminal = TERMINAL): string {
  const failure = assertThrows(() => readOptions(args, isTerminal), Failure);
  assertEquals(failure.code, EXIT.usage);
  return failure.message;
}

Deno.test("without arguments it is a conversation in general on this computer", () => {
  const { mode, url, room, follow, after, giveUpMs } = readOptions([], TERMINAL);
  assertEquals({ mode, url, room, follow, after, giveUpMs }, {
    mode: "chat",
    url: "ws://localhost:8000/ws",
    room: "general",
    follow: true,
    after: null,
    giveUpMs: 60_000,
  });
});

Deno.test("what is piped in is sent, and what goes elsewhere is printed, unless a flag says otherwise", () => {
  const mode = (input: boolean, output: boolean, ...args: string[]) =>
    readOptions(args, { input, output }).mode;
  assertEquals(mode(false, true), "pipe");
  assertEquals(mode(false, false), "pipe");
  assertEquals(mode(true, false), "tail");
  assertEquals(mode(false, false, "--tail"), "tail");
  assertEquals(mode(true, true, "--pipe"), "pipe");
});

Deno.test("a flag that does not exist, lacks its value or has a wrong one is named", () => {
  assertEquals(refusal(["--pas", "x"]), "Unknown option '--pas'. --help lists what there is");
  assertEquals(refusal(["--password", "x"]).includes("'--password'"), true);
  assertEquals(refusal(["--room"]).includes("--room"), true);
  assertEquals(refusal(["--room", "No Room"]).includes("No Room"), true);
  assertEquals(refusal(["--tail", "--after", "-1"]).includes("--after"), true);
  assertEquals(refusal(["--tail", "--after", "soon"]).includes("soon"), true);
  assertEquals(refusal(["--pipe=yes"]).includes("--pipe"), true);
});

Deno.test("flags that do not go together are refused", () => {
  assertEquals(refusal(["--json"]), "--json goes with --tail");
  assertEquals(refusal(["--pipe", "--after", "3"]), "--after goes with --tail");
  assertEquals(refusal(["--tail", "--give-up", "3"]), "--give-up goes with --pipe");
  assertEquals(refusal(["--pipe", "--tail"]).startsWith("--pipe sends"), true);
  assertEquals(refusal(["--name", "a", "--user", "b"]).includes("not both"), true);
  assertEquals(refusal(["--user", "b", "--password-stdin"]).includes("a terminal"), true);
  assertEquals(refusal(["ws://a", "ws://b"]).includes("One server"), true);
});
