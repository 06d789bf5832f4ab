import { StorageError } from "../hub/ports/store.ts";

/** Retryable: the server that comes after this one will take the call. */
export function closedError(): StorageError {
  return new StorageError("The store is closed", true);
}
