import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Appended, MessageStore, PagePosition } from "../../hub/ports/store.ts";
import type { Message, MessagePage } from "../../protocol/entities.ts";
import { cut, cutAround } from "../page_cut.ts";
import type { Calls, WriteCall } from "./call_declaration.ts";
import { type MessageRow, SELECT_MESSAGES, toMessage } from "./message_row.ts";

/** Above every seq. */
const END = Number.MAX_SAFE_INTEGER;

/** `renamed`: a guest has another name since, in every room. */
const append: WriteCall<MessageStore["append"], { answers: Appended[]; renamed: boolean }> = {
  kind: "write",
  usesLog: true,
  prepare: (_db, unit) => (changes) => {
    const answers = unit.log.append(changes);
    return { answers, renamed: unit.log.renamed };
  },
  stale(reads, [changes], outcome) {
    if (outcome === undefined || outcome.renamed) reads.forgetPeople();
    else changes.forEach(({ room }) => reads.forgetPage(room));
  },
  answer: ({ answers }) => answers,
};

/** The logs of rooms. */
export const messageCalls: Calls<MessageStore> = {
  append,

  page: {
    kind: "read",
    prepare(db) {
      const findRoom = prepareFindRoom(db);
      const pageAt = preparePageAt(db);
      return (id, position, limit) => {
        const room = findRoom(id);
        return room && pageAt(room.key, position, limit);
      };
    },
  },

  snapshot: {
    kind: "read",
    prepare(db) {
      const findRoom = prepareFindRoom(db);
      const pageAt = preparePageAt(db);
      return (id, limit) => {
        const room = findRoom(id);
        if (room === null) return null;
        const { key, version, epoch } = room;
        return { epoch, version, ...pageAt(key, {}, limit) };
      };
    },
    cached: (reads, read, room, limit) => reads.newestPage(room, limit, read),
  },

  changes: {
    kind: "read",
    prepare(db) {
      const findRoom = prepareFindRoom(db);
      const changed = prepareMessages(db, "m.version > ? ORDER BY m.version LIMIT ?");
      return (id, after, limit) => {
        const room = findRoom(id);
        if (room === null) return null;
        const { key, version, epoch } = room;
        return { epoch, version, ...cut(read(changed, key, after, limit + 1), limit) };
      };
    },
  },
};

function prepareFindRoom(db: DatabaseSync) {
  const find = db.prepare(
    "SELECT key, version, (SELECT value FROM epoch) AS epoch FROM rooms WHERE id = ?",
  );
  return (id: string) =>
    find.get(id) as { key: number; version: number; epoch: string } | undefined ?? null;
}

function prepareMessages(db: DatabaseSync, rest: string): StatementSync {
  return db.prepare(`${SELECT_MESSAGES} WHERE m.room = ? AND ${rest}`);
}

function preparePageAt(db: DatabaseSync) {
  const older = prepareMessages(db, "m.seq < ? ORDER BY m.seq DESC LIMIT ?");
  const newer = prepareMessages(db, "m.seq > ? ORDER BY m.seq LIMIT ?");
  return pageAt;

  function pageAt(
    room: number,
    { before, after, around }: PagePosition,
    limit: number,
  ): MessagePage {
    if (around !== undefined) return pageAround(room, around, limit);
    if (after !== undefined) return cut(read(newer, room, after, limit + 1), limit);
    const { messages, more } = cut(read(older, room, before ?? END, limit + 1), limit);
    return { messages: messages.reverse(), more };
  }

  function pageAround(room: number, seq: number, limit: number): MessagePage {
    const before = read(older, room, seq, limit + 1);
    return cutAround(before, read(newer, room, seq - 1, limit), limit);
  }
}

function read(statement: StatementSync, room: number, bound: number, limit: number): Message[] {
  return (statement.all(room, bound, limit) as unknown as MessageRow[]).map(toMessage);
}
