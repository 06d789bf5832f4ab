import { inheritedEnvironment } from "../support/inherited_environment.ts";

export interface TaskOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a task as deno.json writes it, in the environment given and no other: where the database is that tests share is
 *  not for everybody. */
export async function runTask(
  name: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<TaskOutcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", name, ...args],
    cwd: new URL("../..", import.meta.url),
    clearEnv: true,
    env: { ...inheritedEnvironment(), NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
