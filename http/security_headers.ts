import { csp } from "fresh";
import { define, type State } from "./define.ts";

const policy = csp<State>({ useNonce: true });

/** A content security policy with nonces, and what else keeps a browser from being tricked. */
export const securityHeaders = define.middleware(async (ctx) => {
  // The answer to an upgrade is the socket's own and cannot be changed.
  if (ctx.req.headers.has("upgrade")) return await ctx.next();
  const response = await policy(ctx);
  const { headers } = response;
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  if (ctx.url.protocol === "http:") {
    // Fresh always asks for https. On a plain http server that is not localhost nothing would load.
    const directives = headers.get("Content-Security-Policy") ?? "";
    headers.set(
      "Content-Security-Policy",
      directives.replace(/;\s*upgrade-insecure-requests/, ""),
    );
  }
  return response;
});
