import type { DatabaseSync } from "node:sqlite";
import { checkpoint, connectReader, connectWriter } from "./connection.ts";
import { settleEpoch } from "./epoch.ts";
import { describeFailure, failsAlone } from "./failure.ts";
import type { Answer, ConnectionSettings, Order } from "./orders.ts";
import { Performer } from "./performer.ts";

/** The thread of one connection. Settings come first, then orders, which are obeyed one at a time. */

/** A database with everything prepared for its role. */
interface Connection {
  db: DatabaseSync;
  performer: Performer;
  /** Of the writer alone. */
  settled: ReturnType<typeof settleEpoch> | null;
}

/** The part of a worker's global scope used here; the "dom" types know only that of a window. */
const thread = self as unknown as {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage(message: string): void;
};

thread.onmessage = ({ data }) => serve(JSON.parse(data));

function serve(settings: ConnectionSettings): void {
  let connection: Connection | null = null;

  // What can't be parsed is a bug of ours, and thrown: the adapter sees the thread end and starts another.
  thread.onmessage = ({ data }) => {
    thread.postMessage(JSON.stringify(answer(JSON.parse(data))));
    // Afterwards: nobody waits for the mark.
    connection?.settled?.mark.keep(connection.performer.changedLog);
  };

  function answer(order: Order): Answer {
    try {
      if (order.kind === "open") return open();
      return order.kind === "run" ? run(order) : close();
    } catch (error) {
      disconnect();
      return { ok: false, failure: describeFailure(error, settings.path) };
    }
  }

  function open(): Answer {
    connection ??= connect(settings);
    return { ok: true, results: [connection.settled?.epoch ?? null] };
  }

  function run({ calls, at }: Extract<Order, { kind: "run" }>): Answer {
    connection ??= connect(settings);
    const { results, failures } = connection.performer.run(calls, at);
    if (failures.length === 0) return { ok: true, results };
    if (failures.some(({ error }) => !failsAlone(error))) disconnect();
    const described = failures.map(({ index, error }) => ({
      index,
      ...describeFailure(error, settings.path),
    }));
    return { ok: true, results, failures: described };
  }

  function close(): Answer {
    if (connection !== null && settings.role === "writer") checkpoint(connection.db);
    disconnect();
    return { ok: true, results: [] };
  }

  /** The next order begins with a new connection: that is cheap, closing undoes whatever is open, and a handle to
   *  a file that went bad is never used again. */
  function disconnect(): void {
    connection?.settled?.mark[Symbol.dispose]();
    connection?.db.close();
    connection = null;
  }
}

function connect(settings: ConnectionSettings): Connection {
  const isWriter = settings.role === "writer";
  const { db, isForeign } = isWriter
    ? connectWriter(settings)
    : { db: connectReader(settings), isForeign: false };
  try {
    const settled = isWriter ? settleEpoch(db, { path: settings.path, isForeign }) : null;
    return { db, performer: new Performer(db, isWriter ? "write" : "read"), settled };
  } catch (error) {
    db.close();
    throw error;
  }
}
