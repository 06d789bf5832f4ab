import { canOpenFile } from "./open_files.ts";

/** What the log has of something thrown: its stack; while no file can be opened, what it says alone. To tell a stack Deno
 *  reads files, and when it cannot, it panics. */
export function errorText(thrown: unknown, readsStacks: () => boolean = canOpenFile): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return readsStacks() ? thrown.stack ?? String(thrown) : String(thrown);
}
