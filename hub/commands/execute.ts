import { type WireError, wireError } from "../../protocol/errors.ts";
import type { ClientRequest, ClientRequestType } from "../../protocol/requests.ts";
import type { Connection, Refused } from "../connections/connection.ts";
import type { Command, CommandContext, Commands } from "./context.ts";
import { logCommands } from "./log.ts";
import { presenceCommands } from "./presence.ts";
import { describeFailure, refuseUnanswered } from "./errors.ts";
import { roomCommands } from "./rooms.ts";
import { signIn } from "./auth.ts";

const COMMANDS: Commands<ClientRequestType> = {
  auth: signIn,
  ...roomCommands,
  ...presenceCommands,
  ...logCommands,
};

/** Requests that overtake the others of their connection, so that a post never waits behind a page of
 *  history. Among each other they keep their order. */
const OVERTAKING: ReadonlySet<ClientRequestType> = new Set([
  "message.send",
  "message.edit",
  "message.delete",
  "typing",
]);

/** Executes one request when its turn has come. Answers it, unless the connection ends before; never throws. */
export async function execute(
  context: CommandContext,
  connection: Connection,
  request: ClientRequest,
): Promise<void> {
  const { signingIn, requests } = connection;
  const most = context.limits.unansweredPerConnection;
  if (OVERTAKING.has(request.type)) {
    if (!signingIn) return perform(context, connection, request);
    // Who sends a post along with `auth` means it to come after.
    if (connection.unanswered >= most) return refuseUnanswered(connection, request.ref, most);
    connection.unanswered += 1;
    await signingIn;
    connection.unanswered -= 1;
    return perform(context, connection, request);
  }
  if (requests.length >= most) return refuseUnanswered(connection, request.ref, most);
  const done = requests.run(async () => {
    // Who does not read what was answered gets no further pages.
    await connection.sendQueue.flushed();
    await perform(context, connection, request);
    if (connection.signingIn === done) connection.signingIn = null;
  });
  if (request.type === "auth") connection.signingIn = done;
}

/** Refuses a line that is no request. It uses up rate like one, so that garbage is not free. */
export function refuseMalformed(
  context: CommandContext,
  connection: Connection,
  { ref, error }: Refused,
): void {
  context.commandRate.take(String(connection.id));
  connection.strike(ref, error);
}

/** Rate, then who asks, then what. */
async function perform(
  context: CommandContext,
  connection: Connection,
  request: ClientRequest,
): Promise<void> {
  if (connection.ended) return;
  if (context.draining) {
    return connection.refuse(request.ref, wireError("shutting_down", "The server is going down"));
  }
  const error = checkRate(context, connection, request) ?? checkIdentity(connection, request);
  if (error) return connection.strike(request.ref, error);
  try {
    const command = COMMANDS[request.type] as Command<ClientRequestType>;
    await command(context, connection, request);
  } catch (failure) {
    connection.refuse(request.ref, describeFailure(context, request.type, failure));
  }
}

function checkRate(
  context: CommandContext,
  connection: Connection,
  { type }: ClientRequest,
): WireError | null {
  const changesLog = type.startsWith("message.");
  return changesLog && connection.account
    ? context.messageRate.refuse(connection.account.id, "messages")
    : context.commandRate.refuse(String(connection.id), "requests");
}

function checkIdentity(connection: Connection, { type }: ClientRequest): WireError | null {
  if (connection.account || type === "auth") return null;
  return wireError("not_authenticated", `Cannot ${type}: say who you are with auth first`);
}
