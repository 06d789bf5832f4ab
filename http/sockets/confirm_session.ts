import { refusalOf } from "../../accounts/moderation/active_bans.ts";
import type { Connection } from "../../hub/connections/connection.ts";
import type { Identity } from "../../hub/ports/identities.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { State } from "../define.ts";

/** Looks once more whether somebody may be here, now that their socket is known to the hub: what ended while it was
 *  being opened was told to the sockets before it.
 *  @param token of the session by which they came in */
export async function confirmSession(
  { accounts, hub, logger }: Pick<State, "accounts" | "hub" | "logger">,
  connection: Connection,
  token: string,
): Promise<void> {
  try {
    const before = connection.account;
    const { identity, settings, banned } = await accounts.signingIn.recognize(
      token,
      connection.origin.address,
    );
    if (banned) connection.end(CLOSE.banned, refusalOf(banned.ban));
    else if (!identity) connection.end(CLOSE.signedOut);
    else if (!isSame(before, identity.account)) hub.updateAccount(identity.account);
    // They may have been changed elsewhere since the page was made.
    if (identity && settings) connection.send({ type: "settings", settings });
  } catch (error) {
    logger.warn("a session could not be confirmed", { error: (error as Error).message });
    connection.end(CLOSE.tryAgainLater);
  }
}

function isSame(before: Identity["account"] | null, now: Identity["account"]): boolean {
  return before?.name === now.name && before.role === now.role;
}
