/** Whether a page may open a socket here: one of our own, one of an allowed origin, or no page at all (a
 *  program sends no Origin). A browser always sends it, and no page can forge it. */
export function isAllowedOrigin(request: Request, allowedOrigins: readonly string[]): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (allowedOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  // Compared by host: behind a proxy that ends TLS we see http where the page saw https.
  return new URL(origin).host === request.headers.get("host");
}

/** Whether the browser came by https: over a connection of ours, or through a proxy that ends TLS. That one
 *  we know by an allowed origin that is https and has the host which was asked for. */
export function isHttps(request: Request, allowedOrigins: readonly string[]): boolean {
  return new URL(request.url).protocol === "https:" ||
    allowedOrigins.includes(`https://${request.headers.get("host")}`);
}

/** This site's own address as the browser reached it, for links that are passed on: `https://host[:port]`. */
export function siteOrigin(request: Request, allowedOrigins: readonly string[]): string {
  const scheme = isHttps(request, allowedOrigins) ? "https" : "http";
  return `${scheme}://${new URL(request.url).host}`;
}
