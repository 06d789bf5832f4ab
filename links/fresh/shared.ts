/** What the server and the browser parts of the stand-in both know. */
import type { ComponentChildren } from "preact";

export const IS_BROWSER: boolean = typeof document !== "undefined";

/** The query parameter that ties a static file's URL to a build. */
export const ASSET_KEY = "__frsh_c";

export const shared = {
  /** A browser finds it in the URL of the script that holds this module. */
  buildId: /\/_fresh\/js\/([^/]+)/.exec(IS_BROWSER ? import.meta.url : "")?.[1] ?? "",
  /** Set while the server renders a page. */
  collectHead: (_children: ComponentChildren): void => {},
};
