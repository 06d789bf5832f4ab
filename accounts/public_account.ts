import type { Account } from "../protocol/entities.ts";

/** What others may know of an account: no password. */
export function publicAccount({ id, name, role }: Account): Account {
  return { id, name, role };
}
