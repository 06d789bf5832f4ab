/** What the generated `_fresh/snapshot.js` exports: all that a running app knows of its build. */
import type { ComponentType } from "preact";

export type Mode = "development" | "production";

export interface Snapshot {
  /** A hash of everything browsers load. */
  id: string;
  mode: Mode;
  /** The path the client runtime is served under. */
  runtime: string;
  /** The path each island is served under. */
  islands: Map<ComponentType, string>;
  /** The modules of routes/ by path without extension, such as "rooms/[id]", most specific first. */
  routes: [path: string, module: Record<string, unknown>][];
  /** The file URL of everything that may be served, by the path it is served under. */
  files: Map<string, string>;
}

/** Where the development server tells pages that it is still the same process. */
export const ALIVE_PATH = "/_frsh/alive";

/** The folder that the scripts of a build are served from. */
export function scriptFolder(buildId: string): string {
  return `/_fresh/js/${buildId}`;
}
