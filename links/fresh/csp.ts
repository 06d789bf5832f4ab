/** Stands in for Fresh's `csp()` middleware. */
import type { Middleware } from "./handlers.ts";
import { nonceOf } from "./render.ts";

const DIRECTIVES = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
].join("; ");

/** Sets the Content-Security-Policy of what `next()` answers; of what it throws it can't. A page's
 *  inline scripts and styles are allowed by nonce. */
export function csp<State>(_options: { useNonce: true }): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    const nonce = nonceOf.get(response);
    const policy = nonce
      ? DIRECTIVES.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`)
      : DIRECTIVES;
    response.headers.set("Content-Security-Policy", policy);
    return response;
  };
}
