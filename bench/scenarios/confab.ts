import { ServerProcess } from "../../tests/support/server_process.ts";
import type { DialectName } from "../load/dialects/find.ts";
import type { Subject } from "../peers/peer.ts";

/** All clients come from one address here. */
const ENV = { CONNECTIONS_PER_ADDRESS: "1000000", MAX_CONNECTIONS: "1000000" };

export interface ConfabOptions {
  /** Kept; a temporary one when left out. */
  dataDir?: string;
  env?: Record<string, string>;
}

/** The built server, with everything on that is on by default but the limits for a single address and user. */
export function startConfab({ env, ...options }: ConfabOptions = {}): Promise<ServerProcess> {
  return ServerProcess.start({ env: { ...ENV, ...env }, hashesForReal: true, ...options });
}

/** Confab in one of its dialects, beside the peers. */
export function confab(dialect: DialectName): Subject {
  return { name: `Confab, ${dialect}`, dialect, start: () => startConfab() };
}
