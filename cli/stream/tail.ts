import { systemClock } from "../../client/clock.ts";
import { type Position, RoomSync } from "../../client/log/room_sync.ts";
import type { PushedEvent } from "../../client/connection/socket.ts";
import type { Message, User } from "../../protocol/entities.ts";
import type { WireError } from "../../protocol/errors.ts";
import type { Connector } from "../connection/connector.ts";
import { EXIT, Failure } from "../exit.ts";
import { note, print } from "../output.ts";
import { safeJson, safeLine } from "../safe_text.ts";
import type { Style } from "../style.ts";
import { ChangeStream } from "./change_stream.ts";
import { StreamConnection } from "./stream_connection.ts";
import { messageRecord } from "./message_record.ts";

/** Changes asked for at once: the server's `maxPageSize`. */
const CHANGES_LIMIT = 200;

export interface TailOptions {
  room: string;
  /** Print what changed after this version; null: the newest page. */
  after: number | null;
  /** Go on for ever; else end at the room's version of now. */
  follow: boolean;
  /** One JSON object a line, as on the wire, instead of text. */
  json: boolean;
  style: Style;
  /** Ends it, as Ctrl+C does. */
  interrupted: AbortSignal;
}

/** Prints a room to standard output. Following, it ends only by a Failure or NobodyReads. */
export async function runTail(connector: Connector, options: TailOptions): Promise<void> {
  const { me } = await connector.enter();
  const print = printer(options);
  if (options.follow) return await follow(connector, { ...options, me, print });
  await printOnce(connector, options, print);
  await connector.leave();
}

type Print = (messages: readonly Message[]) => void;

function printer({ json, style }: TailOptions): Print {
  const line = json
    ? (message: Message) => `${safeJson(message)}\n`
    : (message: Message) => messageRecord(message, style);
  return (messages) => print(messages.map(line).join(""));
}

/** Without joining: nobody is told that somebody came and went. */
async function printOnce(connector: Connector, { room, after }: TailOptions, print: Print) {
  if (after === null) {
    const page = await connector.ask<"history.page">("history.page", { room });
    return print(page.messages);
  }
  let position: Position = { version: after };
  for (let isComplete = false; !isComplete;) {
    const { version, epoch } = position;
    const fields = { room, after: version, epoch, limit: CHANGES_LIMIT };
    const page = await connector.ask<"history.changes">("history.changes", fields);
    if (page.reset) tellReplaced(room);
    print(page.messages);
    isComplete = page.reset === true || !page.more;
    position = { epoch: page.epoch, version: page.messages.at(-1)?.version ?? version };
  }
}

async function follow(
  connector: Connector,
  { room, after, interrupted, me, print }: TailOptions & { me: User; print: Print },
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  interrupted.addEventListener("abort", () => failed.reject(new Failure(EXIT.interrupted, "")));
  /** What is thrown while an event is taken would be lost in the socket. */
  const guard = <Args extends unknown[]>(step: (...args: Args) => void) => (...args: Args) => {
    try {
      step(...args);
    } catch (error) {
      failed.reject(error);
    }
  };
  const changes = new ChangeStream({
    after,
    emit: guard(print),
    replaced: () => tellReplaced(room),
    gone: (error) => failed.reject(gone(error)),
  });
  const connection: StreamConnection = new StreamConnection(connector, me, {
    opened: () => sync.join(),
    closed: () => sync.stop(),
    received: (event) => receive(event),
  });
  const sync = new RoomSync({
    room,
    ask: (type, fields, apply) => connection.socket.request(type, fields, apply),
    log: changes,
    clock: systemClock,
    random: Math.random,
  });
  const receive = (event: PushedEvent) => {
    if (!("room" in event) || event.room !== room) return;
    if (event.type === "message") {
      changes.receive(event.message);
      sync.heal();
    } else if (event.type === "lagged") {
      changes.hearOf(event.version);
      sync.join();
    }
  };
  await connection.run(failed.promise);
}

function gone(error: WireError): Failure {
  return new Failure(EXIT.noRoom, safeLine(error.message));
}

function tellReplaced(room: string): void {
  note(`The data of "${room}" was replaced. Beginning again with its newest messages.`);
}
