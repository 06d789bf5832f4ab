import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  appendNewer,
  applyChanges,
  applyMessages,
  expectPage,
  fromSnapshot,
  prependOlder,
  replaceWithNewest,
  type TimelineState,
  trim,
} from "../../../client/log/timeline.ts";
import type { ChangePage } from "../../../protocol/entities.ts";
import { ANN, BOB, LogModel } from "../support/log_model.ts";

/** A change of the server's log, by what it does and, for all but posts, where (as a share of the log). */
const change = fc.record({
  kind: fc.constantFrom("post", "post", "edit", "remove"),
  where: fc.double({ min: 0, max: 0.999, noNaN: true }),
});
const changes = (maxLength: number) => fc.array(change, { minLength: 1, maxLength });

function make(server: LogModel, { kind, where }: { kind: string; where: number }): void {
  const index = Math.floor(where * server.messages.length);
  if (kind === "post" || server.messages.length === 0) server.post(where < 0.5 ? ANN : BOB);
  else if (kind === "edit") server.edit(index);
  else server.remove(index);
}

/** Asks for changes until none is missing, as RoomSync does. */
function catchUp(log: TimelineState, server: LogModel, limit: number): TimelineState {
  let page = server.changes(log.version, limit);
  log = applyChanges(log, page);
  while (page.more) log = applyChanges(log, page = server.changes(log.version, limit));
  return log;
}

/** The loaded stretch is exactly the server's, as of now. */
function assertInStep(log: TimelineState, server: LogModel): void {
  assertEquals(log.heard, log.version);
  assertEquals(log.version, server.version);
  const first = log.hasOlder ? log.messages[0]!.seq : 0;
  const last = log.hasNewer ? log.messages.at(-1)!.seq : Infinity;
  const stretch = server.messages.filter(({ seq }) => seq >= first && seq <= last);
  assertEquals(log.messages, stretch);
}

Deno.test("in any order, cut or repeated, events and a last page of changes give the server's log", () => {
  const scenario = fc.record({
    changes: changes(40),
    start: fc.nat(40),
    pageSize: fc.integer({ min: 1, max: 10 }),
    /** Which events arrive, in which order, some of them more than once. */
    arrivals: fc.array(fc.nat(39), { maxLength: 80 }),
    batch: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(scenario, ({ changes, start, pageSize, arrivals, batch }) => {
      const server = new LogModel();
      changes.slice(0, start).forEach((one) => make(server, one));
      let log = fromSnapshot(server.snapshot(pageSize));
      changes.slice(start).forEach((one) => make(server, one));
      const events = arrivals.map((index) => server.events[index % server.events.length]!);
      for (let at = 0; at < events.length; at += batch) {
        log = applyMessages(log, events.slice(at, at + batch));
      }
      assertInStep(catchUp(log, server, pageSize), server);
    }),
    { numRuns: 500 },
  );
});

Deno.test("pages of history that race with changes and cuts never leave the log out of step", () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: change.map((change) => ({ kind: "change" as const, change })) },
    { weight: 3, arbitrary: fc.constant({ kind: "deliver" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "lose" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "askChanges" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "answerChanges" as const }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom("older", "newer", "latest").map((ask) => ({
        kind: "ask" as const,
        ask,
      })),
    },
    { weight: 2, arbitrary: fc.constant({ kind: "answer" as const }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom("head" as const, "tail" as const).map((end) => ({
        kind: "cut" as const,
        end,
      })),
    },
  );
  fc.assert(
    fc.property(changes(30), fc.array(step, { maxLength: 80 }), (before, steps) => {
      const server = new LogModel();
      before.forEach((one) => make(server, one));
      let log = fromSnapshot(server.snapshot(5));
      let delivered = server.version;
      let answer: ((log: TimelineState) => TimelineState) | null = null;
      let missed: ChangePage | null = null;
      for (const step of steps) {
        if (step.kind === "change") make(server, step.change);
        else if (step.kind === "deliver") {
          log = applyMessages(log, server.events.slice(delivered, ++delivered));
        } else if (step.kind === "lose") delivered++;
        else if (step.kind === "askChanges") missed ??= server.changes(log.version, 3);
        else if (step.kind === "answerChanges" && missed) {
          log = applyChanges(log, missed);
          missed = null;
        } else if (step.kind === "ask" && !answer) {
          // The page is read now, and arrives whenever it does.
          log = expectPage(log);
          answer = answerTo(step.ask, log, server);
        } else if (step.kind === "answer" && answer) {
          log = answer(log);
          answer = null;
        } else if (step.kind === "cut") log = cut(log, step.end);
      }
      assertInStep(catchUp(log, server, 3), server);
    }),
    { numRuns: 1_000 },
  );
});

function answerTo(
  ask: string,
  log: TimelineState,
  server: LogModel,
): (log: TimelineState) => TimelineState {
  const before = log.messages[0]?.seq ?? 1;
  const after = log.messages.at(-1)?.seq ?? 0;
  if (ask === "older") {
    const page = server.page({ before }, 4);
    return (log) => prependOlder(log, before, page);
  }
  if (ask === "newer") {
    const page = server.page({ after }, 4);
    return (log) => appendNewer(log, after, page);
  }
  const page = server.page({}, 4);
  return (log) => replaceWithNewest(log, page);
}

/** As `trim` does, on logs of a size that a property test can afford. */
function cut(log: TimelineState, end: "head" | "tail"): TimelineState {
  if (log.messages.length < 4) return log;
  return end === "head"
    ? { ...log, messages: log.messages.slice(2), hasOlder: true }
    : { ...log, messages: log.messages.slice(0, -2), hasNewer: true };
}

Deno.test("whatever is cut, a trimmed log is a stretch of the log it was cut from", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 800 }), fc.constantFrom("head", "tail"), (posts, end) => {
      const server = new LogModel();
      for (let count = 0; count < posts; count++) server.post(BOB);
      const whole = fromSnapshot(server.snapshot(posts));
      assertInStep(trim(whole, end as "head" | "tail", 0), server);
    }),
    { numRuns: 20 },
  );
});
