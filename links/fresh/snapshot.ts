/** What the generated `_fresh/snapshot.js` exports: all that a running app knows of its build. */
import type { ComponentType } from "preact";

export interface Snapshot {
  /** A hash of everything browsers load. */
  id: string;
  isDev: boolean;
  /** By the name of each script, those that it imports before it runs. */
  imports: Map<string, string[]>;
  /** The path of each island in islands/, without extension. */
  islands: Map<ComponentType, string>;
  /** The modules of routes/ by path without extension, such as "rooms/[id]". */
  routes: [path: string, module: Record<string, object | undefined>][];
  /** The file URL of everything that may be served, by the path it is served under. */
  files: Map<string, string>;
}

/** The build that this process serves. A browser knows its id alone, from the URL of this script. */
export const build: Snapshot = {
  id: /\/_fresh\/js\/([^/]+)/.exec(import.meta.url)?.[1] ?? "",
  isDev: false,
  imports: new Map(),
  islands: new Map(),
  routes: [],
  files: new Map(),
};

/** Makes a build the one that this process serves. */
export function applySnapshot(snapshot: Snapshot): void {
  if (build.id) throw new TypeError("links/fresh can serve only one build in a process");
  Object.assign(build, snapshot);
}

/** The query parameter that ties a static file's URL to a build. */
export const ASSET_KEY = "__frsh_c";

/** Where the development server tells pages that it is still the same process. */
export const ALIVE_PATH = "/_frsh/alive";

/** The path a script of a build is served under: an island, "fresh-runtime", or what they share. */
export function scriptPath(buildId: string, fileName: string): string {
  return `/_fresh/js/${buildId}/${fileName}`;
}
