/**
 * Stands in for `jsr:@fresh/core` where JSR can't be reached: the part of Fresh 2.3 that Confab
 * uses, by the same names and with the same behaviour. `deno unlink` switches to Fresh itself.
 * @module
 */
export { App, type ListenOptions } from "./app.ts";
export { Context, type PageProps, type ResolvedFreshConfig } from "./context.ts";
export { csp, type CSPOptions } from "./csp.ts";
export { csrf } from "./csrf.ts";
export { HttpError } from "./error.ts";
export { createDefine, type Define, page } from "./handlers.ts";
export type { HandlerByMethod, HandlerFn, Method, Middleware } from "./handlers.ts";
export type { PageResponse, RouteConfig, RouteHandler } from "./handlers.ts";
export { staticFiles } from "./static_files.ts";
