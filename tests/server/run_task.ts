/** Runs a task as deno.json writes it: what it said on both streams, standard output first. */
export async function runTask(
  name: "backup" | "restore" | "export" | "import",
  dataDir: string,
  ...args: string[]
): Promise<{ success: boolean; text: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", name, ...args],
    cwd: new URL("../..", import.meta.url),
    env: { DATA_DIR: dataDir, NO_COLOR: "1" },
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return { success, text };
}
