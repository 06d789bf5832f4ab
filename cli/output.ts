const encoder = new TextEncoder();

/** Whoever read standard output has gone, as `head` does: there is nothing left to do. */
export class NobodyReads extends Error {
  override name = "NobodyReads";
}

/** Writes all of a text to standard output before it returns. A slow reader holds the program up, so that nothing
 *  piles up in memory: the server drops it in time, and it resumes where it was.
 *  @throws {NobodyReads} */
export function print(text: string): void {
  try {
    writeAll(Deno.stdout, text);
  } catch (error) {
    throw error instanceof Deno.errors.BrokenPipe ? new NobodyReads() : error;
  }
}

/** One line for the person, on standard error. */
export function note(line: string): void {
  try {
    writeAll(Deno.stderr, `chat: ${line}\n`);
  } catch {
    // Nobody is there to read it.
  }
}

function writeAll(out: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(out.writeSync(bytes));
}
