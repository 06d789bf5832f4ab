import type { Connection } from "../hub/connection.ts";
import { CLOSE } from "../protocol/close_codes.ts";
import type { RequestContext, State } from "./define.ts";
import { sessionToken } from "./identity.ts";
import { remoteAddress } from "./remote_address.ts";

/** Looks once more whether somebody may be here, now that their socket is known to the hub: what ended while it was
 *  being opened was told to the sockets before it. */
export async function confirmSession(ctx: RequestContext, connection: Connection): Promise<void> {
  const { accounts, hub, identity, log } = ctx.state;
  const token = sessionToken(ctx);
  if (!identity || !token) return;
  try {
    const now = await accounts.findSession(token, remoteAddress(ctx.info));
    if (!now) connection.end(CLOSE.signedOut);
    else if (!isSame(identity, now)) hub.updateAccount(now.account);
  } catch (error) {
    log.warn("a session could not be confirmed", { error: (error as Error).message });
    connection.end(CLOSE.tryAgainLater);
  }
}

function isSame(before: State["identity"], now: State["identity"]): boolean {
  return before?.account.name === now?.account.name && before?.account.role === now?.account.role;
}
