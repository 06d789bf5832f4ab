/**
 * Stands in for `jsr:@fresh/core` where JSR can't be reached: the part of Fresh 2.3 that Confab
 * uses, by the same names and with the same behaviour. `deno unlink` switches to Fresh itself.
 * @module
 */
export { App } from "./app.ts";
export type { Context, PageProps } from "./context.ts";
export { csp } from "./csp.ts";
export { csrf } from "./csrf.ts";
export { HttpError } from "./error.ts";
export { createDefine, type Middleware, page } from "./handlers.ts";
export { staticFiles } from "./static_files.ts";
