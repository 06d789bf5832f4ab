import type { DialectName } from "../load/dialects/find.ts";

/** A server under way. */
export interface Running extends AsyncDisposable {
  port: number;
  pid: number;
}

/** A chat server that can be measured. */
export interface Subject {
  name: string;
  dialect: DialectName;
  start(): Promise<Running>;
}

/** Runs a program that prints its port in a line of its own once it listens. */
export async function startProgram(command: string, args: string[]): Promise<Running> {
  const child = new Deno.Command(command, { args, stdin: "null", stdout: "piped" }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  while (!printed.includes("\n")) {
    const { value, done } = await output.read();
    if (done) throw new Error(`${command} ended with code ${(await child.status).code}`);
    printed += value;
  }
  void output.read().then(() => output.cancel());
  return {
    port: parseInt(printed),
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}
