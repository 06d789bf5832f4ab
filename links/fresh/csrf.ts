/** Stands in for Fresh's `csrf()` middleware. */
import { HttpError } from "./error.ts";
import type { Middleware } from "./handlers.ts";

/**
 * Refuses with 403 what a browser sends on behalf of another site. Browsers say so in
 * `Sec-Fetch-Site`, older ones in `Origin`; a request with neither was not made by a page.
 */
export function csrf<State>(): Middleware<State> {
  return (ctx) => {
    const site = ctx.req.headers.get("Sec-Fetch-Site");
    const origin = ctx.req.headers.get("Origin");
    const isAllowed = ["GET", "HEAD", "OPTIONS"].includes(ctx.req.method) ||
      site === "same-origin" || site === "none" ||
      (site === null && origin === null) ||
      origin === ctx.url.origin;
    if (!isAllowed) throw new HttpError(403);
    return ctx.next();
  };
}
