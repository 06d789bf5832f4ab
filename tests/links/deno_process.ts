const config = new URL("../../deno.json", import.meta.url).pathname;

/** Deno in a process of its own, with the imports of this repository. */
export function deno(command: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [command, `--config=${config}`, ...args],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a server until disposed of; `url` is the address that it says it listens on. */
export async function listening(
  command: Deno.Command,
): Promise<AsyncDisposable & { url: string }> {
  const child = command.spawn();
  let log = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    log += text;
    const url = /http:\/\/[\d.]+:\d+\//.exec(log)?.[0];
    if (!url) continue;
    return {
      url,
      async [Symbol.asyncDispose]() {
        child.kill();
        await child.stdout.cancel();
        await child.status;
      },
    };
  }
  throw new Error(`The server did not start: ${log}`);
}
