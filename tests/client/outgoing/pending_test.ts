import { assertEquals } from "@std/assert";
import {
  ackPending,
  addPending,
  failPending,
  removePending,
  retryPending,
} from "../../../client/outgoing/pending.ts";
import {
  applyChanges,
  applyMessages,
  empty,
  type Log,
  mergeSnapshot,
} from "../../../client/log/timeline.ts";
import { ANN, BOB, EPOCH, ServerLog } from "../support/server_log.ts";

const waiting = (id: string) => ({ id, text: "hello", at: 1, failure: null });
const ids = (log: Log) => log.pending.map((message) => message.id);

Deno.test("one's own message stops being pending in the step in which it appears in the log", () => {
  const server = new ServerLog();
  const log = addPending(empty(ANN.id), waiting("p1"));
  const after = applyMessages(log, [server.post(ANN, { id: "p1" })]);
  assertEquals([ids(after), after.messages.length], [[], 1]);
});

Deno.test("another person's message with the same client id leaves one's own pending", () => {
  const server = new ServerLog();
  const log = addPending(empty(ANN.id), waiting("p1"));
  assertEquals(ids(applyMessages(log, [server.post(BOB, { id: "p1" })])), ["p1"]);
});

Deno.test("an acknowledged message stays in sight until its event fills the hole below it", () => {
  const server = new ServerLog();
  const theirs = server.post(BOB);
  const own = server.post(ANN, { id: "p1" });
  let log = ackPending(addPending(empty(ANN.id), waiting("p1")), "p1", own.seq);
  assertEquals(ids(log), ["p1"]);
  log = applyMessages(log, [own]);
  assertEquals([ids(log), log.messages.length], [["p1"], 0]);
  log = applyMessages(log, [theirs]);
  assertEquals([ids(log), log.messages.length], [[], 2]);
});

Deno.test("an acknowledgement that comes after the event takes the message away", () => {
  const server = new ServerLog();
  server.post(BOB);
  const log = addPending(mergeSnapshot(empty(ANN.id), server.snapshot(5)), waiting("p1"));
  assertEquals(ids(ackPending(log, "p1", 1)), []);
});

Deno.test("an acknowledged message goes when the changes pass it, also where it is out of sight", () => {
  const server = new ServerLog();
  for (let count = 0; count < 3; count++) server.post(BOB);
  const loaded = { ...mergeSnapshot(empty(ANN.id), server.snapshot(3)), hasNewer: true };
  const own = server.post(ANN, { id: "p1" });
  const log = ackPending(addPending(loaded, waiting("p1")), "p1", own.seq);
  const after = applyChanges(log, server.changes(3, 50));
  assertEquals([ids(after), after.messages.length], [[], 3]);
});

Deno.test("an acknowledged message is not pending once the log is past it, seen or not", () => {
  const log = ackPending(addPending(empty(ANN.id), waiting("p1")), "p1", 3);
  assertEquals(ids(applyChanges(log, { epoch: EPOCH, messages: [], version: 2, more: false })), [
    "p1",
  ]);
  assertEquals(ids(applyChanges(log, { epoch: EPOCH, messages: [], version: 3, more: false })), []);
});

Deno.test("a message that is in the log already is not made pending after a reload", () => {
  const server = new ServerLog();
  server.post(ANN, { id: "p1" });
  const loaded = mergeSnapshot(empty(ANN.id), server.snapshot(5));
  assertEquals(ids(addPending(loaded, waiting("p1"))), []);
});

Deno.test("a failed message says why, and goes behind the others when tried again", () => {
  let log = addPending(addPending(empty(ANN.id), waiting("p1")), waiting("p2"));
  log = failPending(log, "p1", "Too long.");
  assertEquals(log.pending[0]!.failure, "Too long.");
  log = retryPending(log, "p1", 9);
  assertEquals(ids(log), ["p2", "p1"]);
  assertEquals([log.pending[1]!.at, log.pending[1]!.failure], [9, null]);
  assertEquals(ids(removePending(log, "p2")), ["p1"]);
});
