import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { check } from "./checker.ts";
import type { Entry } from "./history.ts";
import { type Run, simulate, type Step } from "./simulated_run.ts";

const client = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("post" as const),
      client,
      answer: fc.constantFrom(
        "acked" as const,
        "acked" as const,
        "lost" as const,
        "refused" as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("edit" as const, "delete" as const),
      client,
      message: fc.nat({ max: 20 }),
      isAnswered: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "reconnect" as const,
        "rejoin" as const,
        "lag" as const,
        "join anew" as const,
      ),
      client,
    }),
  },
);
/** At least one acknowledged post, followed by all clients to the end. */
const run = fc.array(step, { maxLength: 40 }).map((steps) =>
  simulate(3, [{ do: "post", client: 0, answer: "acked" }, ...steps, ...lastWords])
);
const lastWords: Step[] = [0, 1, 2].map((client) => ({ do: "post", client, answer: "acked" }));

/** Each spoils one thing; false when the run has nothing of the kind. `at` chooses the place. */
const MUTATIONS: Record<string, (run: Run, at: number) => boolean> = {
  "drop a row": ({ rooms }, at) => {
    const { messages } = rooms[0]!;
    messages.splice(at % messages.length, 1);
    return true;
  },
  "swap two rows": ({ rooms }, at) => {
    const { messages } = rooms[0]!;
    const i = at % (messages.length - 1);
    const [a, b] = [messages[i]!, messages[i + 1]!];
    messages[i] = { ...b, seq: a.seq };
    messages[i + 1] = { ...a, seq: b.seq };
    return true;
  },
  "store a row twice": ({ rooms }, at) => {
    const room = rooms[0]!;
    const row = room.messages[at % room.messages.length]!;
    room.version += 1;
    room.messages.push({ ...row, seq: room.version, version: room.version });
    return true;
  },
  "change an ack": (run, at) => {
    const ack = pick(run, at, ({ kind }) => kind === "acked");
    if (ack?.entry.kind !== "acked") return false;
    ack.entry.seq += 1;
    return true;
  },
  "duplicate an event": (run, at) => {
    const event = pick(run, at, ({ kind }) => kind === "event");
    if (!event) return false;
    event.entries.splice(event.index, 0, structuredClone(event.entry));
    return true;
  },
  "drop an event that others follow": (run, at) => {
    const event = pick(run, at, isFollowed);
    if (!event) return false;
    event.entries.splice(event.index, 1);
    return true;
  },
  "swap two events": (run, at) => {
    const event = pick(run, at, isFollowed);
    if (!event) return false;
    const { entries, index, entry } = event;
    entries.splice(index, 2, entries[index + 1]!, entry);
    return true;
  },
  "drop a message from a final log": (run, at) => {
    const log = pick(run, at, ({ kind }) => kind === "log");
    if (log?.entry.kind !== "log" || log.entry.messages.length === 0) return false;
    log.entry.messages.splice(at % log.entry.messages.length, 1);
    return true;
  },
  "take a version back": ({ rooms }) => {
    rooms[0]!.version -= 1;
    return true;
  },
  "forget a send": (run, at) => {
    const send = pick(
      run,
      at,
      (entry, index, entries) => entry.kind === "sent" && isOnlyAttempt(entry, index, entries),
    );
    if (!send) return false;
    send.entries.splice(send.index, 1);
    return true;
  },
};

Deno.test("a correct run yields no finding, whatever happens in it", () => {
  fc.assert(fc.property(run, ({ histories, rooms }) => {
    assertEquals(check(histories, rooms).findings, []);
  }));
});

for (const [mutation, apply] of Object.entries(MUTATIONS)) {
  Deno.test(`wherever it happens in a run, it is found: ${mutation}`, () => {
    fc.assert(fc.property(run, fc.nat(), (run, at) => {
      fc.pre(apply(run, at));
      assert(check(run.histories, run.rooms).findings.length > 0);
    }));
  });
}

type Fits = (entry: Entry, index: number, entries: Entry[]) => boolean;

function pick(run: Run, at: number, fits: Fits) {
  const found = run.histories.flatMap(({ entries }) =>
    entries.map((entry, index) => ({ entry, index, entries }))
      .filter(({ entry, index }) => fits(entry, index, entries))
  );
  return found.length === 0 ? null : found[at % found.length]!;
}

/** An event with another right behind it: without that, a client can't know that it missed one. */
function isFollowed(entry: Entry, index: number, entries: Entry[]): boolean {
  return entry.kind === "event" && entries[index + 1]?.kind === "event";
}

/** The one time that a post was sent, and it was not refused. */
function isOnlyAttempt(entry: Entry, index: number, entries: Entry[]): boolean {
  return entry.kind === "sent" &&
    entries.every((other, i) =>
      i === index || !(other.kind === "sent" || other.kind === "refused") || other.id !== entry.id
    );
}
