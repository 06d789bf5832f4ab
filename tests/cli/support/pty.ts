import { Emulator } from "./emulator.ts";
import { inheritedEnvironment } from "../../support/inherited_environment.ts";
import { cliCommand } from "./cli_process.ts";

/** Longest a test waits for the screen to show something, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface PtyOptions {
  columns?: number;
  rows?: number;
  env?: Record<string, string>;
}

/** The client in a real pseudo-terminal, with a terminal emulator to look at. The pseudo-terminal comes from `script`,
 *  which every Debian has. */
export class Pty implements AsyncDisposable {
  readonly emulator: Emulator;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #folder: string;
  readonly #rows: number;
  readonly #ended: Promise<number>;
  #raw = "";
  #looks: (() => void)[] = [];

  private constructor(folder: string, args: string[], options: PtyOptions) {
    const { columns = 80, rows = 24, env } = options;
    this.#folder = folder;
    this.#rows = rows;
    this.emulator = new Emulator({ columns, rows, answer: (text) => this.type(text) });
    // The name of the terminal is for `resize`, the process for the end.
    const notes = `tty > '${folder}/tty'; echo $$ > '${folder}/pid'`;
    const setUp = `${notes}; stty cols ${columns} rows ${rows}`;
    this.#child = new Deno.Command("script", {
      args: ["-qfec", `${setUp}; exec ${cliCommand(args)}`, "/dev/null"],
      cwd: new URL("../../..", import.meta.url),
      clearEnv: true,
      env: {
        ...inheritedEnvironment(),
        TERM: "xterm-256color",
        SHELL: "/bin/sh",
        TZ: "UTC",
        ...env,
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#ended = this.#read();
  }

  static async open(args: string[], options: PtyOptions = {}): Promise<Pty> {
    return new Pty(await Deno.makeTempDir({ prefix: "confab-pty-" }), args, options);
  }

  /** The exit code, once the client has ended. */
  get ended(): Promise<number> {
    return this.#ended;
  }

  /** Every byte the client has written. */
  get raw(): string {
    return this.#raw;
  }

  /** What is in the terminal, scrolled away or not. */
  get lines(): string[] {
    return this.emulator.lines;
  }

  type(text: string): void {
    this.#input.write(new TextEncoder().encode(text)).catch(() => {/* it has ended */});
  }

  /** Resolves when the screen looks as it should.
   *  @throws when it does not in time, with what it shows instead */
  async until(looksRight: (lines: string[]) => boolean): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (this.emulator.isHeld || !looksRight(this.lines)) {
      await new Promise<void>((resolve, reject) => {
        this.#looks.push(resolve);
        deadline.onabort = () => reject(new Error(`${looksRight}:\n${this.lines.join("\n")}`));
      });
    }
    deadline.onabort = null;
  }

  /** Resolves when this text stands in a line. */
  shows(text: string): Promise<void> {
    return this.until((lines) => lines.some((line) => line.includes(text)));
  }

  /** Makes the terminal narrower or wider, as a person does with the mouse. */
  async resize(columns: number): Promise<void> {
    const tty = (await Deno.readTextFile(`${this.#folder}/tty`)).trim();
    this.emulator.resize({ columns, rows: this.#rows });
    await new Deno.Command("stty", { args: ["-F", tty, "cols", `${columns}`] }).output();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // Not `script` itself, which would wait for two seconds.
      Deno.kill(Number(await Deno.readTextFile(`${this.#folder}/pid`)), "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await this.#ended;
    await this.#input.close().catch(() => {/* nobody reads it any more */});
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #read(): Promise<number> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stdout) {
      this.#raw += decoder.decode(bytes, { stream: true });
      await this.emulator.write(bytes);
      const looks = this.#looks;
      this.#looks = [];
      for (const look of looks) look();
    }
    return (await this.#child.status).code;
  }
}
