/** Builds the app as `deno task build` does. Whether that succeeded; what went wrong is on standard error. */
export async function buildApp(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "build"],
    cwd: new URL("../..", import.meta.url),
    stdout: "null",
  }).spawn().status;
  return success;
}
