/** What of Deno's own is reached for here, as far as it is there. */
interface Internals {
  internal?: symbol;
  [internal: symbol]: { core?: { tryClose?: (resourceId: number) => void } } | undefined;
}

/** Drops the TCP connection of a socket, whatever its peer does: nothing public can. Deno does the same to a peer that
 *  does not answer its ping, but never after `close()`. Then the socket's `close` event comes. Whether it could: another
 *  version of Deno may not let it, and the socket stays until the peer goes.
 *
 *  Not for a socket that still has something to write: the write keeps the TCP connection, and the event comes all the
 *  same. */
export function cutSocket(socket: WebSocket): boolean {
  const ownSymbols = Object.getOwnPropertySymbols(socket);
  const idSymbol = ownSymbols.find(({ description }) => description === "[[rid]]");
  const id = idSymbol && (socket as unknown as Record<symbol, unknown>)[idSymbol];
  const deno = Deno as unknown as Internals;
  const core = deno.internal && deno[deno.internal]?.core;
  if (typeof id !== "number" || typeof core?.tryClose !== "function") return false;
  core.tryClose(id);
  return true;
}
