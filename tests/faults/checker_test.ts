import { assertEquals } from "@std/assert";
import { check } from "./checker.ts";
import type { FindingKind } from "./findings.ts";
import type { Entry } from "./history.ts";
import { type Run, simulate } from "./simulated_run.ts";

type Of<Kind extends Entry["kind"]> = Extract<Entry, { kind: Kind }>;

/** Two clients: c0 posts m1, m2, m3 and edits m2, c1 follows from the start and reconnects in between. */
function rightRun(): Run {
  return simulate(2, [
    { do: "post", client: 0, answer: "acked" },
    { do: "post", client: 0, answer: "acked" },
    { do: "reconnect", client: 1 },
    { do: "post", client: 0, answer: "acked" },
    { do: "edit", client: 0, message: 1, isAnswered: true },
    { do: "post", client: 0, answer: "acked" },
  ]);
}

function kindsOf({ histories, rooms }: Run): FindingKind[] {
  return [...new Set(check(histories, rooms).findings.map(({ kind }) => kind))];
}

function entries<Kind extends Entry["kind"]>(run: Run, client: number, kind: Kind): Of<Kind>[] {
  return run.histories[client]!.entries.filter((entry): entry is Of<Kind> => entry.kind === kind);
}

function remove(run: Run, client: number, entry: Entry): void {
  const list = run.histories[client]!.entries;
  list.splice(list.indexOf(entry), 1);
}

Deno.test("a run in which all is right yields no finding", () => {
  const run = rightRun();
  const { findings, posts, unackedButVisible } = check(run.histories, run.rooms);
  assertEquals(findings, []);
  assertEquals([posts.length, unackedButVisible.length], [4, 0]);
});

/** One way in which a history can be wrong, and all that must be said of it. */
const WRONGS: Record<string, { spoil: (run: Run) => void; is: FindingKind[] }> = {
  "an acknowledged message that is not in the database": {
    spoil: ({ rooms, histories }) => {
      rooms[0]!.messages.pop();
      rooms[0]!.version -= 1;
      // Nobody was told of it either: only its sender knows.
      for (const history of histories) {
        history.entries = history.entries.filter((entry) =>
          !(entry.kind === "event" && entry.message.id === "m4") && entry.kind !== "log"
        );
      }
    },
    is: ["lost"],
  },
  "an acknowledged edit that is not in the database": {
    spoil: (run) => entries(run, 0, "changed")[0]!.text = "another text",
    is: ["lost"],
  },
  "two acks of one id that differ": {
    spoil: (run) => {
      const ack = entries(run, 0, "acked")[0]!;
      run.histories[0]!.entries.push({ ...ack, seq: 99 });
    },
    is: ["changed ack"],
  },
  "an ack that differs from the database": {
    spoil: (run) => entries(run, 0, "acked")[0]!.seq = 99,
    is: ["changed ack"],
  },
  "an id twice in the database": {
    spoil: ({ rooms }) => {
      const { messages } = rooms[0]!;
      messages.push({ ...messages[0]!, seq: 6, version: 6 });
      rooms[0]!.version = 6;
    },
    is: ["doubled", "hole"],
  },
  "an event told twice": {
    spoil: (run) => run.histories[1]!.entries.splice(-1, 0, entries(run, 1, "event")[4]!),
    is: ["doubled"],
  },
  "an event that the snapshot of the join held already": {
    spoil: (run) => {
      const [first] = entries(run, 1, "event");
      const list = run.histories[1]!.entries;
      list.splice(list.indexOf(entries(run, 1, "joined")[1]!) + 1, 0, first!);
    },
    is: ["doubled"],
  },
  "an event left out": {
    spoil: (run) => remove(run, 1, entries(run, 1, "event")[2]!),
    is: ["hole"],
  },
  "an event left out by one that says it follows what came before": {
    spoil: (run) => {
      const [, , left, next] = entries(run, 1, "event");
      next!.after = left!.version - 1;
      remove(run, 1, left!);
    },
    is: ["hole"],
  },
  "two events in the wrong order": {
    spoil: (run) => {
      const [, , a, b] = entries(run, 1, "event");
      [a!.version, b!.version] = [b!.version, a!.version];
      [a!.message, b!.message] = [b!.message, a!.message];
    },
    is: ["hole", "reordered"],
  },
  "posts stored in another order than they were sent": {
    spoil: (run) => {
      const [first, second] = entries(run, 0, "sent");
      for (const sent of [first!, second!]) {
        remove(run, 0, sent);
        run.histories[0]!.entries.unshift(sent);
      }
    },
    is: ["reordered"],
  },
  "a page of changes that lacks one": {
    spoil: (run) => {
      const join = entries(run, 1, "joined").at(-1)!;
      join.after = 0;
      join.messages = [];
    },
    is: ["hole"],
  },
  "a join after a version that the room never had": {
    spoil: (run) => entries(run, 1, "joined")[0]!.after = 7,
    is: ["hole"],
  },
  "a log at the end that lacks one": {
    spoil: (run) => entries(run, 1, "log")[0]!.messages.shift(),
    is: ["hole"],
  },
  "a log at the end that stops early": {
    spoil: (run) => entries(run, 1, "log")[0]!.version -= 1,
    is: ["hole"],
  },
  "a message in the database that nobody sent": {
    spoil: ({ histories }) => {
      for (const history of histories) {
        history.entries = history.entries.filter((entry) =>
          !(entry.kind === "sent" && entry.id === "m4")
        );
      }
    },
    is: ["phantom"],
  },
  "an event of something that was never stored": {
    spoil: (run) => {
      const event = entries(run, 1, "event").at(-1)!;
      event.version = event.message.version = 6;
      event.message.seq = 6;
      const list = run.histories[1]!.entries;
      list.splice(list.indexOf(event), 0, structuredClone(entries(run, 0, "event").at(-1)!));
    },
    is: ["phantom"],
  },
  "an ack of something that was not sent": {
    spoil: (run) => run.histories[1]!.entries.push(entries(run, 0, "acked")[0]!),
    is: ["phantom"],
  },
  "a text at one client that others have otherwise": {
    spoil: (run) => {
      run.histories[0]!.entries.push(
        { atMs: 0, kind: "changing", room: "general", seq: 1, text: "two faces" },
      );
      entries(run, 1, "event")[0]!.message.text = "two faces";
    },
    is: ["diverged"],
  },
  "a version that no change had": {
    spoil: ({ rooms, histories }) => {
      rooms[0]!.version += 1;
      for (const { entries } of histories) {
        for (const entry of entries) if (entry.kind === "log") entry.version += 1;
      }
    },
    is: ["hole"],
  },
};

for (const [wrong, { spoil, is }] of Object.entries(WRONGS)) {
  Deno.test(`found: ${wrong}`, () => {
    const run = rightRun();
    spoil(run);
    assertEquals(kindsOf(run), is);
  });
}

Deno.test("stored but not acknowledged is told and not held against the server", () => {
  const run = rightRun();
  remove(run, 0, entries(run, 0, "acked").at(-1)!);
  const { findings, unackedButVisible } = check(run.histories, run.rooms);
  assertEquals(findings, []);
  assertEquals(unackedButVisible.map(({ id }) => id), ["m4"]);
});

Deno.test("where refusals may get lost a post that was written again may come after those behind it, and no other", () => {
  const run = rightRun();
  const [first, second] = entries(run, 0, "sent");
  for (const sent of [first!, second!]) {
    remove(run, 0, sent);
    run.histories[0]!.entries.unshift(sent);
  }
  const kinds = () =>
    check(run.histories, run.rooms, { losesRefusals: true }).findings.map(({ kind }) => kind);
  assertEquals(kinds(), ["reordered"]);
  run.histories[0]!.entries.unshift({ ...second! });
  assertEquals(kinds(), []);
});
