import { assertEquals, assertStrictEquals } from "@std/assert";
import { addNotice, MAX_NOTICES, MERGE_WITHIN_MS } from "../../../client/log/notices.ts";
import { applyMessages, EMPTY, type TimelineState } from "../../../client/log/timeline.ts";
import type { User } from "../../../protocol/entities.ts";
import { BOB, LogModel } from "../support/log_model.ts";

const CARL = { id: "u-carl", name: "Carl" };
const joined = (at: number, ...users: User[]) => ({ at, joined: users, left: [] });
const left = (at: number, ...users: User[]) => ({ at, joined: [], left: users });
const told = (log: TimelineState) =>
  log.notices.map((notice) => [
    notice.joined.map((user) => user.name),
    notice.left.map((user) => user.name),
  ]);

Deno.test("arrivals and departures with no message between them are one notice", () => {
  const log = addNotice(addNotice(EMPTY, joined(0, BOB)), left(1_000, CARL));
  assertEquals(told(log), [[["Bob"], ["Carl"]]]);
});

Deno.test("a message between two notices keeps them apart", () => {
  let log = addNotice(EMPTY, joined(0, BOB));
  log = applyMessages(log, [new LogModel().post(BOB)]);
  log = addNotice(log, joined(1_000, CARL));
  assertEquals(log.notices.map((notice) => notice.afterSeq), [0, 1]);
});

Deno.test("a notice older than the span in which notices merge is left alone", () => {
  const log = addNotice(
    addNotice(EMPTY, joined(0, BOB)),
    joined(MERGE_WITHIN_MS + 1, CARL),
  );
  assertEquals(told(log), [[["Bob"], []], [["Carl"], []]]);
});

Deno.test("each coming and each going of one person is told", () => {
  let log = addNotice(EMPTY, joined(0, BOB, CARL));
  log = addNotice(log, left(1_000, BOB));
  log = addNotice(log, joined(2_000, BOB));
  assertEquals(told(log), [[["Bob", "Carl"], []], [[], ["Bob"]], [["Bob"], []]]);
});

Deno.test("nobody coming or going is no notice", () => {
  const log = EMPTY;
  assertStrictEquals(addNotice(log, joined(0)), log);
});

Deno.test("notices of one millisecond have ids of their own, and only the last are kept", () => {
  const server = new LogModel();
  let log = EMPTY;
  for (let count = 0; count < MAX_NOTICES + 10; count++) {
    log = addNotice(log, joined(0, BOB));
    log = applyMessages(log, [server.post(BOB)]);
  }
  assertEquals(log.notices.length, MAX_NOTICES);
  assertEquals(new Set(log.notices.map((notice) => notice.id)).size, MAX_NOTICES);
  assertEquals(log.notices.at(-1)!.afterSeq, MAX_NOTICES + 9);
});
