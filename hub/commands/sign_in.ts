import { CLOSE } from "../../protocol/close_codes.ts";
import { fail, ok, type Result, wireError } from "../../protocol/errors.ts";
import type { ClientRequests } from "../../protocol/requests.ts";
import type { Connection } from "../connection.ts";
import type { Identity, Origin } from "../ports.ts";
import type { CommandContext } from "./context.ts";

type Credentials = Omit<ClientRequests["auth"], "type" | "ref">;

/** Makes a connection somebody's, by what they give. */
export async function signIn(
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
  if (!error) {
    connection.provisional = false;
    return connection.reply(ref, "auth", { user: account, token });
  }
  connection.refuse(ref, error);
  connection.end(CLOSE.tryAgainLater);
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
  const guest = await context.enterByName(name!, origin);
  return guest.ok ? ok({ account: guest.value, sessionId: null }) : guest;
}
