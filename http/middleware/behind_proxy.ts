import { define } from "../define.ts";
import { parseIpAddress } from "./ip_address.ts";

/** A name or an address with brackets where it needs them, with or without a port. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Finds out who asks, and by which address. With `TRUST_PROXY` that is what the proxies in front say; else, or
 *  when they say nothing usable, what the connection says. Everything after this goes by `ctx.url` and
 *  `state.address`. */
export const behindProxy = define.middleware((ctx) => {
  const { headers } = ctx.req;
  const { trustedProxies: hops, onDeploy } = ctx.state.config;
  if (onDeploy) ctx.url.href = asAskedOnDeploy(ctx.url);
  const { remoteAddr } = ctx.info;
  const own = "hostname" in remoteAddr ? remoteAddr.hostname : "";
  const told = parseIpAddress(ofHop(headers.get("x-forwarded-for"), hops));
  ctx.state.address = told ?? parseIpAddress(own) ?? own;

  const host = forwardedHost(headers, hops);
  if (host !== null) {
    ctx.url.port = ""; // setting a host without a port would leave it
    ctx.url.host = host;
  }
  // Traefik says ws and wss for sockets.
  const scheme = ofHop(headers.get("x-forwarded-proto"), hops).toLowerCase().replace("ws", "http");
  if (scheme === "https" || scheme === "http") ctx.url.protocol = scheme;
  return ctx.next();
});

/** The platform ends TLS and hands requests over by whatever it likes: Deno then puts "http" or "http+unix" in front. */
function asAskedOnDeploy({ host, pathname, search }: URL): string {
  return `https://${host}${pathname}${search}`;
}

/** The host that a browser asked the proxies in front for, with its port if it was given; null when they say nothing usable.
 *  @param hops how many proxies are trusted */
export function forwardedHost(headers: Headers, hops: number): string | null {
  const host = ofHop(headers.get("x-forwarded-host"), hops);
  return HOST.test(host) && URL.canParse(`http://${host}`) ? host : null;
}

/** What the outermost of the trusted proxies said: each one adds to the end of a list, so that everything before
 *  came from whoever called it. Empty when the list is shorter than there are proxies. */
function ofHop(list: string | null, hops: number): string {
  return hops === 0 ? "" : list?.split(",").at(-hops)?.trim() ?? "";
}

/** Whether the browser came by https: over a connection of ours, or through a proxy that we trust. */
export function isHttps(url: URL): boolean {
  return url.protocol === "https:";
}
