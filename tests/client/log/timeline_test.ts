import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  appendNewer,
  applyChanges,
  applyMessages,
  EMPTY,
  expectPage,
  fromSnapshot,
  hearOf,
  prependOlder,
  replaceWithNewest,
  type TimelineState,
  trim,
} from "../../../client/log/timeline.ts";
import { ANN, BOB, LogModel } from "../support/log_model.ts";

function serverLog(posts: number): LogModel {
  const log = new LogModel();
  for (let count = 0; count < posts; count++) log.post(count % 2 ? ANN : BOB);
  return log;
}

const seqs = (log: TimelineState) => log.messages.map((message) => message.seq);

Deno.test("a live event that follows on the version goes in at once", () => {
  const server = serverLog(2);
  const log = applyMessages(EMPTY, server.events);
  assertEquals(seqs(log), [1, 2]);
  assertEquals(log.version, 2);
});

Deno.test("a live event above a hole waits until the hole is filled, and is not lost", () => {
  const server = serverLog(3);
  const [first, second, third] = server.events;
  let log = applyMessages(EMPTY, [first!, third!]);
  assertEquals(seqs(log), [1]);
  assert(log.heard > log.version);
  log = applyMessages(log, [second!]);
  assertEquals(seqs(log), [1, 2, 3]);
  assertEquals(log.heard, log.version);
});

Deno.test("a page of changes fills a hole and lets go what waits above it", () => {
  const server = serverLog(4);
  let log = applyMessages(EMPTY, server.events.slice(0, 1));
  const page = server.changes(1, 50);
  server.post(BOB);
  log = applyMessages(log, server.events.slice(4));
  log = applyChanges(log, page);
  assertEquals(seqs(log), [1, 2, 3, 4, 5]);
  assertEquals(log.ahead, []);
});

Deno.test("a page of changes with more behind it counts up to its last change only", () => {
  const server = serverLog(5);
  const log = applyChanges(EMPTY, server.changes(0, 2));
  assertEquals(log.version, 2);
  assert(log.heard > log.version);
});

Deno.test("an event seen again changes nothing, not even the timeline's identity", () => {
  const server = serverLog(2);
  const log = applyMessages(EMPTY, server.events);
  assertStrictEquals(applyMessages(log, server.events), log);
});

Deno.test("hearing of a version that has not come makes a hole", () => {
  assertEquals(hearOf(EMPTY, 3).heard, 3);
});

Deno.test("an edit of a message above the loaded stretch moves the version and shows nothing", () => {
  const server = serverLog(10);
  const loaded = fromSnapshot(server.snapshot(3));
  const log = applyMessages(loaded, [server.edit(0)]);
  assertEquals(seqs(log), [8, 9, 10]);
  assertEquals(log.version, 11);
});

Deno.test("a new message below a trimmed tail moves the version and shows nothing", () => {
  const server = serverLog(10);
  const loaded = { ...fromSnapshot(server.snapshot(10)), hasNewer: true };
  const log = applyMessages(loaded, [server.post(BOB)]);
  assertEquals(seqs(log).at(-1), 10);
  assertEquals(log.head, 11);
  assertEquals(log.version, 11);
});

Deno.test("an edit that overtakes the page of its message is not undone by the page", () => {
  const server = serverLog(10);
  let log = expectPage(fromSnapshot(server.snapshot(3)));
  const page = server.page({ before: 8 }, 50);
  log = applyMessages(log, [server.edit(0)]);
  log = prependOlder(log, 8, page);
  assertEquals(log.messages, server.messages);
});

Deno.test("a message that overtakes the page that ends the log is shown below the page", () => {
  const server = serverLog(10);
  const loaded = fromSnapshot(server.snapshot(10));
  let log: TimelineState = { ...loaded, messages: loaded.messages.slice(0, 5), hasNewer: true };
  log = expectPage(log);
  const page = server.page({ after: 5 }, 50);
  log = applyMessages(log, [server.post(BOB)]);
  log = appendNewer(log, 5, page);
  assertEquals(log.messages, server.messages);
  assertEquals(log.hasNewer, false);
});

Deno.test("a message that overtakes the newest page is shown below it", () => {
  const server = serverLog(10);
  const loaded = fromSnapshot(server.snapshot(10));
  let log = expectPage({ ...loaded, messages: loaded.messages.slice(0, 5), hasNewer: true });
  const page = server.page({}, 3);
  log = applyMessages(log, [server.post(BOB)]);
  log = replaceWithNewest(log, page);
  assertEquals(seqs(log), [8, 9, 10, 11]);
});

Deno.test("a page that no longer adjoins the stretch is dropped instead of leaving a hole", () => {
  const server = serverLog(400);
  const log = expectPage(fromSnapshot(server.snapshot(360)));
  const page = server.page({ before: 41 }, 50);
  const trimmed = trim(log, "head");
  assertEquals(seqs(prependOlder(trimmed, 41, page))[0], 101);
});

Deno.test("a page that was given up is dropped", () => {
  const server = serverLog(10);
  const log = fromSnapshot(server.snapshot(3));
  assertEquals(seqs(prependOlder(log, 8, server.page({ before: 8 }, 50))), [8, 9, 10]);
});

Deno.test("the message that was topmost stays the beginning of a group", () => {
  const server = serverLog(10);
  const log = expectPage(fromSnapshot(server.snapshot(3)));
  assertEquals(prependOlder(log, 8, server.page({ before: 8 }, 2)).joints, [8]);
});

Deno.test("a log that has grown too long loses its head while the reader follows", () => {
  const server = serverLog(360);
  const log = trim(fromSnapshot(server.snapshot(400)), "head");
  assertEquals([log.messages.length, seqs(log).at(-1)], [300, 360]);
  assertEquals([log.hasOlder, log.hasNewer], [true, false]);
});

Deno.test("a log that has grown too long loses its tail while the reader is far up", () => {
  const server = serverLog(360);
  const log = trim(fromSnapshot(server.snapshot(400)), "tail");
  assertEquals([log.messages.length, seqs(log)[0]], [300, 1]);
  assertEquals([log.hasOlder, log.hasNewer], [false, true]);
});

Deno.test("a log a little over its length is left alone", () => {
  const log = fromSnapshot(serverLog(350).snapshot(400));
  assertStrictEquals(trim(log, "head"), log);
});
