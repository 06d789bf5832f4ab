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
  const { fairQueue, signInQueue } = context;
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
  // Before it waits: what is too fast must not pile up.
  const tooFast = context.rates.refuseRequest(connection);
  if (tooFast) return connection.strike(request.ref, tooFast);
  if (requests.length >= most) return refuseUnanswered(connection, request.ref, most);
  const done = requests.run(async () => {
    // Whoever does not read what was answered gets no further pages.
    await connection.sendQueue.flushed();
    // A password takes long to compare, and has a queue of its own for that.
    if (request.type === "auth" && request.password !== undefined) {
      await perform(context, connection, request);
    } else {
      const queue = request.type === "auth" ? signInQueue : fairQueue;
      await queue.run(connection.payer, () => perform(context, connection, request));
    }
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

/** A frame arrived in which there is nothing. It uses up rate like a request, so that it is not free. */
export function chargeBlank(context: CommandContext, connection: Connection): void {
  const error = context.rates.refuseRequest(connection);
  if (error) connection.strike(undefined, error);
}

/** Checks the rate, then who asks, then does it. */
async function perform(
  context: CommandContext,
  connection: Connection,
  request: ClientRequest,
): Promise<void> {
  if (connection.ended) return;
  if (context.draining) {
    return connection.refuse(
      request.ref,
      wireError("shutting_down", "The server is shutting down"),
    );
  }
  const error = checkRate(context, connection, request.type) ?? checkIdentity(connection, request);
  if (error) return connection.strike(request.ref, error);
  try {
    const command = COMMANDS[request.type] as Command<RequestType>;
    await command(context, connection, request);
  } catch (failure) {
    connection.refuse(request.ref, describeFailure(context, request.type, failure));
  }
}

/** Of those that wait the rate was checked when they came. */
function checkRate(
  context: CommandContext,
  connection: Connection,
  type: RequestType,
): WireError | null {
  const { rate, ordering } = REQUESTS[type];
  if (ordering === "waits") return null;
  if (rate !== "messages" || !connection.account) return context.rates.refuseRequest(connection);
  // Those behind one that is put off in their frame are as well, or they would come before it.
  return connection.putOff ??= context.rates.refuseMessage(connection);
}

function checkIdentity(connection: Connection, { type }: ClientRequest): WireError | null {
  if (connection.account || type === "auth") return null;
  return wireError("not_authenticated", `Cannot ${type}: say who you are with auth first`);
}
