/** Stands in for Fresh's `csp()` middleware. */
import type { Middleware } from "./handlers.ts";
import { nonceOf } from "./render.ts";

export interface CSPOptions {
  /** Only have violations reported. */
  reportOnly?: boolean;
  /** Directives to add to the default ones. */
  csp?: string[];
  /** Allow a page's inline scripts and styles by nonce, instead of all there are. */
  useNonce?: boolean;
}

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
];

/** Sets the Content-Security-Policy of what `next()` answers; of what it throws it can't. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const header = `Content-Security-Policy${options.reportOnly ? "-Report-Only" : ""}`;
  const directives = [...DIRECTIVES, ...options.csp ?? []];
  return async (ctx) => {
    const response = await ctx.next();
    const nonce = options.useNonce && nonceOf.get(response);
    const withNonce = directives.map((directive) =>
      nonce && /^(script|style)-src /.test(directive)
        ? directive.replace("'unsafe-inline'", `'nonce-${nonce}'`)
        : directive
    );
    response.headers.set(header, withNonce.join("; "));
    return response;
  };
}
