import { csp } from "fresh";
import { define, type State } from "../define.ts";
import { isHttps } from "./behind_proxy.ts";

/** Fresh's policy, which alone knows the nonce of what Fresh rendered. */
const freshPolicy = csp<State>({ useNonce: true });

/** The status of an answer that opens a socket. */
export const SWITCHING_PROTOCOLS = 101;

const SVG = "image/svg+xml";

/** Besides scripts and styles. */
const SOURCES = [
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** What browsers shall let no page of ours do, nor what it embeds. */
const DENIED_FEATURES = [
  "camera",
  "display-capture",
  "geolocation",
  "hid",
  "microphone",
  "midi",
  "payment",
  "serial",
  "usb",
].map((name) => `${name}=()`).join(", ");

/** A content security policy with nonces, and what else keeps a browser from being tricked, on every answer but one
 *  that opens a socket: browsers look at none of this there, and Deno 2.5 lets nobody change it. */
export const securityHeaders = define.middleware(async (ctx) => {
  const { next } = ctx;
  let opening: Response | null = null;
  ctx.next = async () => {
    const response = await next();
    if (response.status !== SWITCHING_PROTOCOLS) return response;
    opening = response;
    return new Response();
  };
  const response = await freshPolicy(ctx);
  if (opening) return opening;
  const policy = response.headers.get("Content-Security-Policy");
  const nonce = policy?.match(/'nonce-[^']+'/)?.[0];
  secure(response.headers, { nonce, https: isHttps(ctx.url) });
  return response;
});

/** Sets the headers that every answer has.
 *  @param nonce as a source of the policy; without one nothing inline runs
 *  @param https whether the browser came by https, and shall from now on */
export function secure(
  headers: Headers,
  { nonce = "", https }: { nonce?: string; https: boolean },
): void {
  const own = `'self' ${nonce}`.trim();
  headers.set(
    "Content-Security-Policy",
    `default-src 'none'; script-src ${own}; style-src ${own}; ${SOURCES}`,
  );
  headers.set("X-Content-Type-Options", "nosniff");
  // What serves files names it for all texts but this one.
  if (headers.get("Content-Type") === SVG) headers.set("Content-Type", `${SVG}; charset=utf-8`);
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Permissions-Policy", DENIED_FEATURES);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  if (https) headers.set("Strict-Transport-Security", "max-age=31536000");
}
