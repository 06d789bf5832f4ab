/** Whether a page may open a socket here: one of our own, one of an allowed origin, or no page at all (a
 *  program sends no Origin). A browser always sends it, and no page can forge it.
 *  @param url the address that was asked for */
export function isAllowedOrigin(
  { headers }: Request,
  url: URL,
  allowedOrigins: readonly string[],
): boolean {
  const origin = headers.get("origin");
  // Our own page may have come by https though we see http: a proxy ends TLS and we trust none.
  return origin === null || origin === url.origin || origin === `https://${url.host}` ||
    allowedOrigins.includes(origin);
}
