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
