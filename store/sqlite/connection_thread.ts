import type { DatabaseSync } from "node:sqlite";
import { checkpoint, connectReader, connectWriter } from "./connection.ts";
import { confirmEpoch, settleEpoch, takeOverMark } from "./epoch.ts";
import { describeFailure, failsAlone } from "./failure.ts";
import type { MarkKeeper } from "./mark.ts";
import type { Answer, ConnectionSettings, Order, UpgradeNotice } from "./orders.ts";
import { Performer } from "./performer.ts";

/** A database with everything prepared for its role. */
interface Connection {
  db: DatabaseSync;
  performer: Performer;
}

/** What the writer's first connection found, and every later one must meet again. */
interface Settled {
  epoch: string;
  mark: MarkKeeper;
}

/** The part of a worker's global scope used here; the "dom" types know only that of a window. */
export interface Thread {
  onmessage: (event: { data: string }) => void;
  postMessage(message: string): void;
}

/** Serves one connection. Settings come first, then orders, which are obeyed one at a time. */
export function serveConnection(thread: Thread): void {
  thread.onmessage = ({ data }) => serve(thread, JSON.parse(data));
}

function serve(thread: Thread, settings: ConnectionSettings): void {
  const { epoch, path } = settings;
  let connection: Connection | null = null;
  /** Of the writer alone. */
  let settled: Settled | null = epoch === undefined
    ? null
    : { epoch, mark: takeOverMark(path, epoch) };

  // What can't be parsed is a bug of ours, and thrown: the adapter sees the thread end and starts another.
  thread.onmessage = ({ data }) => {
    thread.postMessage(JSON.stringify(answer(JSON.parse(data))));
    // Afterwards: nobody waits for the mark.
    if (connection) settled?.mark.keep(connection.performer.changedLog);
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
    connection ??= connect();
    return { ok: true, results: [settled?.epoch ?? null] };
  }

  function run({ calls, at }: Extract<Order, { kind: "run" }>): Answer {
    connection ??= connect();
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
    settled?.mark[Symbol.dispose]();
    connection?.db.close();
    connection = null;
  }

  function connect(): Connection {
    return settings.role === "writer" ? connectToWrite() : connectToRead();
  }

  function connectToRead(): Connection {
    const db = connectReader(settings);
    return prepare(db, () => new Performer(db, "read"));
  }

  function connectToWrite(): Connection {
    const { db, isForeign } = connectWriter(settings, (upgrade) => {
      const notice: UpgradeNotice = { upgrade };
      thread.postMessage(JSON.stringify(notice));
    });
    return prepare(db, () => {
      if (settled) confirmEpoch(db, { path, epoch: settled.epoch });
      else settled = settleEpoch(db, { path, isForeign });
      return new Performer(db, "write");
    });
  }
}

/** A connection whose performer can be made; else the database is closed again. */
function prepare(db: DatabaseSync, makePerformer: () => Performer): Connection {
  try {
    return { db, performer: makePerformer() };
  } catch (error) {
    db.close();
    throw error;
  }
}
