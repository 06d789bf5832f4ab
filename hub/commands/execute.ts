import { type WireError, wireError } from "../../protocol/errors.ts";
import { type ClientRequest, REQUESTS, type RequestType } from "../../protocol/requests.ts";
import type { Connection, Refused } from "../connections/connection.ts";
import { COMMANDS } from "./commands.ts";
import type { Command, CommandContext } from "./context.ts";
import { describeFailure, refuseUnanswered } from "./errors.ts";

/** Executes a request, after those that it must wait for. Answers it, unless the connection ends before; never throws. */
export async function execute(
  context: CommandContext,
  connection: Connection,
  request: ClientRequest,
): Promise<void> {
  const { signingIn, requests } = connection;
  const most = context.limits.unansweredPerConnection;
  if (REQUESTS[request.type].ordering === "overtakes") {
    if (!signingIn) return perform(context, connection, request);
    // Whoever sends a post along with `auth` means it to come after.
    if (connection.unanswered >= most) return refuseUnanswered(connection, request.ref, most);
    connection.unanswered += 1;
    await signingIn;
    connection.unanswered -= 1;
    return perform(context, connection, request);
  }
  if (requests.length >= most) return refuseUnanswered(connection, request.ref, most);
  const done = requests.run(async () => {
    // Whoever does not read what was answered gets no further pages.
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
  context.rates.takeMalformed(connection);
  connection.strike(ref, error);
}

/** Checks the rate, then who asks, then does it. */
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
    const command = COMMANDS[request.type] as Command<RequestType>;
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
  if (REQUESTS[type].rate !== "messages" || !connection.account) {
    return context.rates.refuseRequest(connection);
  }
  // Those behind one that is put off in their frame are as well, or they would come before it.
  return connection.putOff ??= context.rates.refuseMessage(connection);
}

function checkIdentity(connection: Connection, { type }: ClientRequest): WireError | null {
  if (connection.account || type === "auth") return null;
  return wireError("not_authenticated", `Cannot ${type}: say who you are with auth first`);
}
