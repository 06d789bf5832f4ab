/** The address at the other end of a request's connection: behind a proxy that is the proxy's. */
export function remoteAddress({ remoteAddr }: Deno.ServeHandlerInfo): string {
  return remoteAddr.transport === "tcp" ? remoteAddr.hostname : "";
}
