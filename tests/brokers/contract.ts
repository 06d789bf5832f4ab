import { assert, assertEquals } from "@std/assert";
import type { Broker, BrokerEvent } from "../../hub/ports/broker.ts";
import type { RoomRecord } from "../../hub/ports/store.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Message } from "../../protocol/entities.ts";
import { found } from "../support/waiting.ts";

/** Two hubs' brokers; with the local one they are the same. Disposing closes them. */
export interface Subject extends AsyncDisposable {
  one: Broker;
  other: Broker;
  /** What either has said in the log as an error. */
  errors: string[];
}

export type OpenSubject = () => Promise<Subject>;

/** What every broker keeps (hub/ports/broker.ts). */
export function brokerContract(
  test: (sentence: string, run: () => Promise<void>) => void,
  open: OpenSubject,
): void {
  test("every fact reaches whoever published it and the others, as it was", async () => {
    await using subject = await open();
    for (const [from, to] of [["one", "other"], ["other", "one"]] as const) {
      const heard = hearing(subject[to]);
      const echoed = hearing(subject[from]);
      for (const event of FACTS) subject[from].publish(event);
      await found(() => heard.length >= FACTS.length || null);
      for (const event of FACTS) {
        assert(heard.some(same(event)), `${event.type} came`);
        assert(echoed.some(same(event)), `${event.type} came back`);
      }
    }
  });

  test("of a message others hear the message itself, or how far the room's log got", async () => {
    await using subject = await open();
    const heard = hearing(subject.other);
    const echoed = hearing(subject.one);
    for (let version = 1; version <= 100; version++) subject.one.publish(said("general", version));
    subject.one.publish(said("ops", 7));
    await found(() => versionIn("general", heard) === 100 && versionIn("ops", heard) === 7 || null);
    assertEquals(echoed.filter(({ type }) => type === "message").length, 101);
  });

  test("facts of one type about one subject arrive in the order in which they were published", async () => {
    await using subject = await open();
    const heard = hearing(subject.other);
    const count = 2_000;
    for (let revision = 1; revision <= count; revision++) {
      subject.one.publish(changed(revision));
      // Some in one burst, some in the next.
      if (revision % 97 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await found(() => revisionsIn(heard).at(-1) === count || null);
    const revisions = revisionsIn(heard);
    for (const [i, revision] of revisions.entries()) {
      const before = revisions[i - 1] ?? 0;
      assert(revision <= before + 1, `${revision} came after ${before}`);
    }
    assertEquals(new Set(revisions).size, count);
  });

  test("what two publish at once reaches both", async () => {
    await using subject = await open();
    const [here, there] = [hearing(subject.one), hearing(subject.other)];
    for (let i = 0; i < 200; i++) {
      subject.one.publish({ type: "ban.lifted", banId: `one ${i}` });
      subject.other.publish({ type: "ban.lifted", banId: `other ${i}` });
    }
    const all = (heard: BrokerEvent[]) =>
      new Set(heard.map((event) => event.type === "ban.lifted" && event.banId)).size === 400;
    await found(() => all(here) && all(there) || null);
  });

  test("an event of any size arrives", async () => {
    await using subject = await open();
    const heard = hearing(subject.other);
    const event = changed(1, "ü€😀\u0000\n".repeat(20_000));
    subject.one.publish(event);
    await found(() => heard.some(same(event)) || null);
  });

  test("whoever has unsubscribed hears no more, and the others go on", async () => {
    await using subject = await open();
    const left: BrokerEvent[] = [];
    const leave = subject.other.subscribe((event) => left.push(event));
    const heard = hearing(subject.other);
    leave();
    subject.one.publish(changed(1));
    await found(() => heard.length > 0 || null);
    assertEquals(left, []);
  });

  test("a listener that fails keeps an event from nobody else, and the log says so", async () => {
    await using subject = await open();
    for (const broker of [subject.one, subject.other]) {
      broker.subscribe(() => {
        throw new TypeError("cannot hear it");
      });
    }
    const [echoed, heard] = [hearing(subject.one), hearing(subject.other)];
    subject.one.publish(changed(1));
    await found(() => echoed.some(same(changed(1))) && heard.some(same(changed(1))) || null);
    assert(subject.errors.length >= 2);
    assertEquals(new Set(subject.errors), new Set(["an event could not be followed"]));
  });

  test("what is published right before closing reaches the others", async () => {
    await using subject = await open();
    const heard = hearing(subject.other);
    const goodbye = { type: "hub", hub: "one", says: "bye" } as const;
    subject.one.publish(goodbye);
    await subject.one.close();
    await found(() => heard.some(same(goodbye)) || null);
  });

  test("all is well with a broker that was just opened", async () => {
    await using subject = await open();
    subject.one.publish(changed(1));
    await found(() => subject.one.health.isConnected && subject.one.health.isPrompt || null);
  });
}

/** All that a broker tells from now on. */
export function hearing(broker: Broker): BrokerEvent[] {
  const heard: BrokerEvent[] = [];
  broker.subscribe((event) => heard.push(event));
  return heard;
}

export function said(room: string, version: number): Extract<BrokerEvent, { type: "message" }> {
  const user = { id: "u_ada", name: "Ada" };
  const message: Message = { seq: version, version, id: `m${version}`, user, text: "hi", at: 1 };
  return { type: "message", room, version, message };
}

/** A room's record at a revision. */
export function changed(revision: number, topic = ""): BrokerEvent {
  const record: RoomRecord = {
    id: "general",
    title: "General",
    topic,
    version: 0,
    lastSeq: 0,
    lastAt: null,
    posts: 0,
    kind: "public",
    archived: false,
    posting: "everyone",
    members: [],
    people: 0,
    peopleRevision: 0,
    revision,
    madeBy: null,
  };
  return { type: "room", record };
}

/** How far a room's log got, by what was heard; 0 when nothing was. */
export function versionIn(room: string, heard: BrokerEvent[]): number {
  const versions = heard.flatMap((event) =>
    (event.type === "message" || event.type === "version") && event.room === room
      ? [event.version]
      : []
  );
  return Math.max(0, ...versions);
}

export function revisionsIn(heard: BrokerEvent[]): number[] {
  return heard.flatMap((event) => event.type === "room" ? [event.record.revision] : []);
}

function same(event: BrokerEvent): (other: BrokerEvent) => boolean {
  const json = JSON.stringify(event);
  return (other) => JSON.stringify(other) === json;
}

const FACTS: BrokerEvent[] = [
  changed(3, "what next"),
  {
    type: "room",
    record: (changed(4) as Extract<BrokerEvent, { type: "room" }>).record,
    deleted: true,
  },
  { type: "typing", room: "general", user: { id: "u_ada", name: "Ada \u0000 “É”" } },
  { type: "hub", hub: "h1", says: "alive" },
  { type: "account.changed", account: { id: "u_ada", name: "Ada", role: "admin" } },
  { type: "sessions.ended", sessionIds: ["a", "b"] },
  { type: "user.closed", userId: "u_ada", close: CLOSE.banned },
  { type: "name.claimed", key: "ada", userId: "u_ada" },
  { type: "erasure.begun", userId: "u_ada" },
  { type: "ban.lifted", banId: "b" },
];
