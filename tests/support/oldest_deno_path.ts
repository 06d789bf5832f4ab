/** What Deno Deploy documents as its runtime. */
const OLDEST = "2.5.0";

/** The oldest Deno that has to run the server, where npx has fetched it before; null where it has not. */
export async function oldestDenoPath(): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command("npx", {
      args: ["--offline", "--yes", `deno@${OLDEST}`, "eval", "console.log(Deno.execPath())"],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}
