import { StorageError } from "../hub/ports/store.ts";

/** Private to whoever runs the server: the file holds everything everybody wrote. */
export async function makePrivateDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StorageError(`Cannot make "${path}": ${(cause as Error).message}`, false, { cause });
  }
}
