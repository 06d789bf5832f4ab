import { inheritedEnvironment } from "../../support/inherited_environment.ts";
import settings from "../../../deno.json" with { type: "json" };

const root = new URL("../../..", import.meta.url);

/** What the task itself runs, with the permissions it has. */
const TASK = settings.tasks.chat.command.replace(/^deno run/, "run --cached-only").split(" ");

export interface CliOptions {
  env?: Record<string, string>;
}

/** How a run of the client ended. */
export interface CliOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** The terminal client as a process of its own, with pipes. */
export class CliProcess {
  readonly outcome: Promise<CliOutcome>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting: { text: string; resolve(): void }[] = [];
  #stdout = "";

  constructor(args: string[], options: CliOptions = {}) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...TASK, ...args],
      cwd: root,
      clearEnv: true,
      env: { ...inheritedEnvironment(), ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.outcome = this.#end();
  }

  async write(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text));
  }

  /** Ends standard input. */
  async finish(text = ""): Promise<CliOutcome> {
    // It may have ended before it read everything.
    await this.write(text).then(() => this.#input.close()).catch(() => {});
    return await this.outcome;
  }

  /** Resolves when this stands somewhere in standard output. */
  printed(text: string): Promise<void> {
    if (this.#stdout.includes(text)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ text, resolve }));
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async #end(): Promise<CliOutcome> {
    const [status, stderr] = await Promise.all([
      this.#child.status,
      new Response(this.#child.stderr).text(),
      this.#read(),
    ]);
    return { code: status.code, stdout: this.#stdout, stderr };
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#stdout += text;
      for (const one of this.#waiting) if (this.#stdout.includes(one.text)) one.resolve();
    }
  }
}

/** The command line of the client, for a shell. */
export function cliCommand(args: string[]): string {
  return [Deno.execPath(), ...TASK, ...args].map(quoted).join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
