import { CLOSE } from "../../protocol/close_codes.ts";
import { fail, ok, type Result, wireError } from "../../protocol/errors.ts";
import type { ClientRequests } from "../../protocol/requests.ts";
import type { Connection } from "../connections/connection.ts";
import type { Identity, Origin } from "../ports/identities.ts";
import type { CommandContext, Commands } from "./context.ts";

type Credentials = Omit<ClientRequests["auth"], "type" | "ref">;

/** Saying who one is. */
export const authCommands: Commands<"auth"> = { auth: signIn };

/** Makes a connection somebody's, by what they give. */
async function signIn(
  context: CommandContext,
  connection: Connection,
  { ref, ...credentials }: ClientRequests["auth"],
): Promise<void> {
  if (connection.account && !connection.provisional) {
    const message = `You are ${connection.account.name} already`;
    return connection.refuse(ref, wireError("already_authenticated", message));
  }
  const identified = await identify(context, connection.origin, credentials);
  if (connection.ended) return;
  if (!identified.ok) return connection.strike(ref, identified.error);
  const { account, token } = identified.value;
  const error = context.signIn(connection, identified.value);
  if (error) {
    connection.refuse(ref, error);
    return connection.end(CLOSE.tryAgainLater);
  }
  connection.provisional = false;
  // Ended while it was looked up: the sockets that were sent away for that had not this one among them.
  if (token && !await context.identities.findSession(token)) return connection.end(CLOSE.signedOut);
  connection.reply(ref, "auth", { user: account, token });
}

async function identify(
  context: CommandContext,
  origin: Origin,
  { name, token, username, password }: Credentials,
): Promise<Result<Identity & { token?: string }>> {
  if (username !== undefined && password !== undefined) {
    return await context.identities.signIn({ name: username, password, ...origin });
  }
  if (token !== undefined) {
    const identity = await context.identities.findSession(token);
    return identity
      ? ok({ ...identity, token })
      : fail("session_expired", "This session has ended: sign in again");
  }
  const guest = await context.guests.enterByName(name!, origin);
  return guest.ok ? ok({ account: guest.value, sessionId: null }) : guest;
}
