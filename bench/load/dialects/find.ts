import type { Dialect } from "./dialect.ts";
import { confabV1 } from "./confab_v1.ts";
import { plain } from "./plain.ts";
import { socketIo } from "./socket_io.ts";

export type DialectName = "plain" | "confab.v1" | "socket.io";

/** @param textBytes the length of every message that will be sent */
export function findDialect(name: DialectName, textBytes: number): Dialect {
  return { "plain": plain, "confab.v1": confabV1, "socket.io": socketIo }[name](textBytes);
}
