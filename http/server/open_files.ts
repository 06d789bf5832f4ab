/** What the system says when the process, or the machine, has as many files open as it may. */
const OUT_OF_FILES: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE"]);

/** Whether something failed because no further file can be opened, which passes. */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && "code" in error && OUT_OF_FILES.has(error.code);
}

/** Whether a file can be opened right now. */
export function canOpenFile(): boolean {
  try {
    Deno.openSync(new URL(import.meta.url)).close();
    return true;
  } catch (error) {
    return !isOutOfFiles(error);
  }
}
