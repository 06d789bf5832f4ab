import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { applyMessages, EMPTY } from "../../../client/log/timeline.ts";
import {
  combineMarks,
  dividerFor,
  markOwn,
  markRead,
  NOTHING_READ,
  passOverChanges,
  type ReadMark,
  unreadIn,
  unreadUpTo,
} from "../../../client/reading/unread.ts";
import { ANN, BOB, LogModel } from "../support/log_model.ts";

Deno.test("unread is what came after the last one read, one's own apart", () => {
  const mark = markOwn(markRead(NOTHING_READ, 10), 12);
  assertEquals(unreadUpTo(mark, 15), 4);
});

Deno.test("one's own message that the room's list does not know of yet hides nobody else's", () => {
  const mark = markOwn(markRead(NOTHING_READ, 10), 14);
  assertEquals([unreadUpTo(mark, 12), unreadUpTo(mark, 14)], [2, 3]);
});

Deno.test("edits and deletions make nothing unread, and leave no gap that counts with the next message", () => {
  let mark = markRead(NOTHING_READ, 10);
  mark = passOverChanges(mark, { version: 17, lastSeq: 10 });
  assertEquals([unreadUpTo(mark, 10), unreadUpTo(mark, 18)], [0, 1]);
});

Deno.test("edits are not taken for read while a message below them is unread", () => {
  const mark = markRead(NOTHING_READ, 10);
  assertEquals(passOverChanges(mark, { version: 17, lastSeq: 11 }), mark);
});

Deno.test("one's own message right after the last one read is read", () => {
  const mark = markOwn(markOwn(markRead(NOTHING_READ, 10), 12), 11);
  assertEquals(mark, { read: 12, own: [] });
});

Deno.test("a mark never goes back", () => {
  assertEquals(markRead(markRead(NOTHING_READ, 10), 4).read, 10);
});

Deno.test("a room of which nothing is unread has no divider", () => {
  const mark = markOwn(markRead(NOTHING_READ, 10), 12);
  assertEquals(dividerFor(mark, 10), null);
  assertEquals(dividerFor(mark, 12), 10);
});

Deno.test("in a loaded log edits, deleted messages and one's own do not count as unread", () => {
  const server = new LogModel();
  for (const user of [BOB, BOB, ANN, BOB]) server.post(user);
  server.edit(0);
  server.remove(3);
  const log = applyMessages(EMPTY, server.events);
  assertEquals(unreadIn(log, { read: 1, own: [] }, ANN.id), 1);
});

Deno.test("where the log is not loaded down to the mark, unread goes by seq", () => {
  const server = new LogModel();
  for (let count = 0; count < 9; count++) server.post(BOB);
  server.edit(8);
  const log = applyMessages(EMPTY, server.events);
  const cut = { ...log, messages: log.messages.slice(5), hasOlder: true };
  assertEquals(unreadIn(cut, { read: 2, own: [] }, ANN.id), 7);
});

const version = fc.integer({ min: 1, max: 30 });
const marking = fc.oneof(
  version.map((read) => (mark: ReadMark) => markRead(mark, read)),
  version.map((seq) => (mark: ReadMark) => markOwn(mark, seq)),
);
const mark = fc.array(marking, { maxLength: 20 })
  .map((steps) => steps.reduce((mark, step) => step(mark), NOTHING_READ));

Deno.test("unread never rises by reading or writing, and never falls below zero", () => {
  fc.assert(fc.property(mark, marking, fc.nat(30), (mark, step, version) => {
    const before = unreadUpTo(mark, version);
    const after = unreadUpTo(step(mark), version);
    assertEquals(after >= 0 && after <= before, true);
  }));
});

Deno.test("two tabs come to the same mark, whichever tells the other first", () => {
  fc.assert(fc.property(mark, mark, (one, other) => {
    assertEquals(combineMarks(one, other), combineMarks(other, one));
    assertEquals(combineMarks(one, combineMarks(one, other)), combineMarks(one, other));
  }));
});

Deno.test("whatever a room's list told on the way, a message that came after is never taken for read", () => {
  const change = fc.constantFrom("post", "edit", "tell");
  fc.assert(fc.property(mark, fc.array(change, { maxLength: 40 }), (start, changes) => {
    let mark = start;
    let room = { version: start.read, lastSeq: start.read };
    let isNews = false;
    for (const change of changes) {
      const version = room.version + 1;
      if (change === "tell") mark = passOverChanges(mark, room);
      else if (change === "edit") room = { ...room, version };
      else {
        room = { version, lastSeq: version };
        isNews ||= !start.own.includes(version);
      }
      if (isNews) assertEquals(unreadUpTo(mark, room.lastSeq) > 0, true);
    }
  }));
});
