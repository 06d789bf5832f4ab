import type { DatabaseSync } from "node:sqlite";
import type { ReaderCall, WriterCall } from "./calls.ts";
import { checkpoint, connectReader, connectWriter } from "./connection.ts";
import { describeFailure } from "./failure.ts";
import type { Answer, ConnectionSettings, Order } from "./messages.ts";
import { Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** The thread of one connection. Settings come first, then orders, which are obeyed one at a time. */

/** A database with everything prepared for its role. */
interface Connection {
  db: DatabaseSync;
  run(order: Extract<Order, { kind: "run" }>): unknown[];
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
  thread.onmessage = ({ data }) => thread.postMessage(JSON.stringify(answer(JSON.parse(data))));

  function answer(order: Order): Answer {
    try {
      return { ok: true, results: obey(order) };
    } catch (error) {
      // The next order begins with a new connection: that is cheap, closing undoes whatever is open, and
      // a handle to a file that went bad is never used again.
      disconnect();
      return { ok: false, failure: describeFailure(error, settings.path) };
    }
  }

  function obey(order: Order): unknown[] {
    if (order.kind === "run") {
      connection ??= connect(settings);
      return connection.run(order);
    }
    if (connection !== null && settings.role === "writer") checkpoint(connection.db);
    disconnect();
    return [];
  }

  function disconnect(): void {
    connection?.db.close();
    connection = null;
  }
}

function connect(settings: ConnectionSettings): Connection {
  const db = settings.role === "writer" ? connectWriter(settings) : connectReader(settings);
  try {
    return { db, run: prepare(db, settings.role) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync, role: ConnectionSettings["role"]): Connection["run"] {
  if (role === "writer") {
    const writer = new Writer(db);
    return ({ calls, at }) => writer.run(calls as WriterCall[], at);
  }
  const reader = new Reader(db);
  return ({ calls, at }) => reader.run(calls as ReaderCall[], at);
}
