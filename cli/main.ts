import { askLine, askSecret } from "./ask_person.ts";
import { Connector } from "./connection/connector.ts";
import { Authenticator } from "./connection/authenticator.ts";
import { chooseCredentials } from "./credentials.ts";
import { EXIT, type ExitCode, Failure } from "./exit.ts";
import { HELP, VERSION } from "./help.ts";
import { type Options, readOptions } from "./options.ts";
import { NobodyReads, note, print } from "./output.ts";
import { LineReader } from "./stream/line_reader.ts";
import { runPipe } from "./stream/pipe.ts";
import { runTail } from "./stream/tail.ts";
import { makeStyle } from "./style.ts";
import { runChat } from "./chat/run_chat.ts";

/** `deno task chat`: Confab in a terminal and in a pipe. docs/TERMINAL.md says how to use it. */

Deno.exit(await main());

async function main(): Promise<ExitCode> {
  const isTerminal = { input: Deno.stdin.isTerminal(), output: Deno.stdout.isTerminal() };
  try {
    return await run(readOptions(Deno.args, isTerminal), isTerminal);
  } catch (error) {
    if (error instanceof NobodyReads) return EXIT.done;
    if (!(error instanceof Failure)) throw error;
    if (error.message !== "") note(error.message);
    return error.code;
  }
}

async function run(
  options: Options,
  isTerminal: { input: boolean; output: boolean },
): Promise<ExitCode> {
  if (options.mode === "help" || options.mode === "version") {
    print(options.mode === "help" ? HELP : `${VERSION}\n`);
    return EXIT.done;
  }
  if (options.mode === "chat" && Deno.env.get("TERM") === "dumb") {
    throw new Failure(EXIT.usage, "This terminal cannot move its cursor: use --tail and --pipe");
  }
  // Made when it is needed: in a conversation the keyboard is read in another way.
  let reader: LineReader | null = null;
  const lines = () => reader ??= new LineReader(Deno.stdin.readable);
  const credentials = await chooseCredentials(options, {
    variables: {
      CONFAB_NAME: Deno.env.get("CONFAB_NAME"),
      CONFAB_USER: Deno.env.get("CONFAB_USER"),
      CONFAB_PASSWORD: Deno.env.get("CONFAB_PASSWORD"),
      CONFAB_TOKEN: Deno.env.get("CONFAB_TOKEN"),
    },
    ask: isTerminal.input ? { line: askLine, secret: askSecret } : null,
    firstLine: () => lines().next(),
  });
  const connector = new Connector(options.url, new Authenticator(credentials));
  const style = makeStyle(isTerminal.output && !Deno.noColor);
  switch (options.mode) {
    case "pipe":
      await runPipe(connector, { ...options, lines: lines(), interrupted: interruption() });
      return EXIT.done;
    case "tail":
      await runTail(connector, { ...options, style, interrupted: interruption() });
      return EXIT.done;
    case "chat":
      return await runChat(connector, { room: options.room, style });
  }
}

/** Ctrl+C or SIGTERM. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
    Deno.addSignalListener(signal, () => controller.abort());
  }
  return controller.signal;
}
