import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Change, Store } from "../../../hub/ports/store.ts";
import type { Message } from "../../../protocol/entities.ts";
import {
  ann,
  bob,
  cem,
  edit,
  newRoom,
  type OpenSubject,
  post,
  readAll,
  remove,
  type Test,
} from "./subject.ts";

/** A room by seq, as a client holds it. */
type Timeline = Map<number, Message>;

/** Few users, ids, places and texts, so that repeats and refusals are common. */
const user = fc.constantFrom(ann, bob, cem);
const seq = fc.integer({ min: 1, max: 9 });
const text = fc.constantFrom("one", "two", "three");
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ user, id: fc.constantFrom("a", "b", "c", "d"), text, replyTo: fc.option(seq) })
    .map(({ user, id, text, replyTo }) => post(user, id, { text, replyTo: replyTo ?? undefined })),
  fc.record({ user, seq, text }).map(({ user, seq, text }) => edit(user, seq, text)),
  fc.record({ user, seq }).map(({ user, seq }) => remove(user, seq)),
);
const appends = fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { maxLength: 8 });

/** Resume, for any history: a client that stopped anywhere catches up to what everybody sees. */
export function replayContract(test: Test, open: OpenSubject): void {
  test("the changes after any version bring its state to that of all pages", async () => {
    await using subject = await open();
    const { store } = subject;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(appends, fc.integer({ min: 1, max: 4 }), async (appends, limit) => {
        const room = `room-${++runs}`;
        await store.createRoom(newRoom(room));
        const stops: { version: number; timeline: Timeline }[] = [
          { version: 0, timeline: new Map() },
        ];
        for (const changes of appends) {
          const { version } = stops.at(-1)!;
          const written = await append(store, changes.map((change) => ({ ...change, room })));
          assertEquals(written, written.map((_, index) => version + 1 + index));
          const timeline = bySeq(await readAll(store, room, limit));
          stops.push({ version: version + written.length, timeline });
        }
        const { timeline: final, version: head } = stops.at(-1)!;
        for (const { version, timeline } of stops) {
          assertEquals(await catchUp(store, room, { version, timeline, limit, head }), final);
        }
      }),
      { numRuns: 60 },
    );
  });
}

/** The versions of what was written, in order. */
async function append(store: Store, changes: Change[]): Promise<number[]> {
  const answers = await store.append(changes);
  assertEquals(answers.length, changes.length);
  return answers.flatMap((answer) => answer.ok && !answer.repeated ? [answer.message.version] : []);
}

async function catchUp(
  store: Store,
  room: string,
  from: { version: number; timeline: Timeline; limit: number; head: number },
): Promise<Timeline> {
  const timeline = new Map(from.timeline);
  let after = from.version;
  for (let more = true; more;) {
    const page = await store.changes(room, after, from.limit);
    assert(page !== null);
    assertEquals(page.version, from.head);
    for (const message of page.messages) {
      assert(message.version > after, "a change came out of order, or twice");
      after = message.version;
      timeline.set(message.seq, message);
    }
    more = page.more;
  }
  return new Map([...timeline].sort(([a], [b]) => a - b));
}

function bySeq(messages: Message[]): Timeline {
  return new Map(messages.map((message) => [message.seq, message]));
}
