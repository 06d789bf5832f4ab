import { assertEquals, assertStrictEquals } from "@std/assert";
import { ReadMarks } from "../../../client/reading/read_marks.ts";
import { markOwn, markRead } from "../../../client/reading/unread.ts";
import { TestClock } from "../../support/test_clock.ts";
import { FakeStorage } from "../support/fake_storage.ts";

function open(storage: FakeStorage | null, userId = "u-ann") {
  const clock = new TestClock();
  const marks = new ReadMarks(userId, { storage, clock });
  const read = (room: string, version: number) =>
    marks.update(room, (mark) => markRead(mark, version));
  return { marks, clock, read };
}

const room = (id: string, version: number, lastSeq = version) => ({ id, version, lastSeq });

Deno.test("on the first visit everything that is there counts as read", () => {
  const { marks } = open(new FakeStorage());
  marks.meet([room("general", 500)]);
  marks.meetAll([room("general", 501), room("news", 7)]);
  assertEquals([marks.get("general").read, marks.get("news").read], [500, 7]);
  marks.meet([room("late", 3)]);
  assertEquals(marks.get("late").read, 0);
});

Deno.test("a room that turned up since the last visit is unread from its beginning", () => {
  const storage = new FakeStorage();
  const first = open(storage);
  first.marks.meet([room("general", 5)]);
  first.marks.flush();
  const second = open(storage);
  second.marks.meet([room("general", 9), room("news", 3)]);
  assertEquals([second.marks.get("general").read, second.marks.get("news").read], [5, 0]);
});

Deno.test("edits in a room of which all is read are read, over a reload too", () => {
  const storage = new FakeStorage();
  const { marks } = open(storage);
  marks.meet([room("general", 5), room("news", 3)]);
  marks.meet([room("general", 9, 5), room("news", 9, 8)]);
  marks.flush();
  const after = open(storage).marks;
  assertEquals([after.get("general").read, after.get("news").read], [9, 3]);
});

Deno.test("meeting many rooms anew writes nothing when nothing is new", () => {
  const storage = new FakeStorage();
  const { marks } = open(storage);
  const rooms = Array.from({ length: 1_000 }, (_, count) => room(`room-${count}`, count));
  marks.meet(rooms);
  marks.flush();
  const before = marks.marks.value;
  marks.meet(rooms);
  assertStrictEquals(marks.marks.value, before);
});

Deno.test("marks are written soon, not at every message", () => {
  const storage = new FakeStorage();
  const { clock, read } = open(storage);
  for (let version = 1; version <= 100; version++) read("general", version);
  assertEquals(storage.writes, 0);
  clock.advance(1_000);
  assertEquals([storage.writes, open(storage).marks.get("general").read], [1, 100]);
});

Deno.test("own messages above the mark are remembered over a reload", () => {
  const storage = new FakeStorage();
  const { marks, read } = open(storage);
  read("general", 4);
  marks.update("general", (mark) => markOwn(mark, 9));
  marks.flush();
  assertEquals(open(storage).marks.get("general"), { read: 4, own: [9] });
});

Deno.test("what one tab reads is read in the other, and neither takes the other back", () => {
  const storage = new FakeStorage();
  const one = open(storage);
  const other = open(storage);
  one.read("general", 7);
  one.read("news", 2);
  other.read("general", 9);
  one.marks.flush();
  other.marks.adopt(storage.getItem(other.marks.key));
  assertEquals([other.marks.get("general").read, other.marks.get("news").read], [9, 2]);
  other.marks.flush();
  assertEquals(open(storage).marks.get("general").read, 9);
});

Deno.test("a tab that writes keeps what another wrote without telling it", () => {
  const storage = new FakeStorage();
  const one = open(storage);
  const other = open(storage);
  one.read("news", 2);
  one.marks.flush();
  other.read("general", 9);
  other.marks.flush();
  const after = open(storage).marks;
  assertEquals([after.get("news").read, after.get("general").read], [2, 9]);
});

Deno.test("two people at one browser have marks of their own", () => {
  const storage = new FakeStorage();
  const ann = open(storage);
  ann.read("general", 7);
  ann.marks.flush();
  assertEquals(open(storage, "u-bob").marks.get("general").read, 0);
});

Deno.test("storage that is missing, full or spoilt costs the memory of it, nothing else", () => {
  const full = new FakeStorage();
  full.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const spoilt = new FakeStorage();
  spoilt.setItem("confab.read.u-ann", '{"general":["x"],"news":7,"ok":[3]}');
  const broken = new FakeStorage();
  broken.setItem("confab.read.u-ann", "{");
  for (const storage of [null, full, spoilt, broken]) {
    const { marks, clock, read } = open(storage);
    read("general", 7);
    clock.advance(1_000);
    assertEquals(marks.get("general").read, 7);
  }
  assertEquals(open(spoilt).marks.get("ok").read, 3);
});

Deno.test("data that was replaced counts as read as far as it goes, and what comes then is unread", () => {
  const storage = new FakeStorage();
  const { marks, read } = open(storage);
  marks.enter("1");
  marks.meet([room("general", 900), room("news", 40)]);
  read("general", 900);
  marks.flush();
  const restored = open(storage).marks;
  restored.enter("2");
  restored.meet([room("general", 500), room("news", 60)]);
  assertEquals([restored.get("general").read, restored.get("news").read], [500, 40]);
  restored.meet([room("general", 501)]);
  assertEquals(restored.get("general").read, 500);
});

Deno.test("marks of replaced data that another tab still has are not taken over", () => {
  const storage = new FakeStorage();
  const old = open(storage);
  old.marks.enter("1");
  old.marks.meet([room("general", 900)]);
  old.read("general", 900);
  const { marks } = open(storage);
  marks.enter("1");
  marks.meet([room("general", 900)]);
  marks.enter("2");
  marks.meet([room("general", 500)]);
  old.marks.flush();
  marks.adopt(storage.getItem(marks.key));
  marks.flush();
  assertEquals(marks.get("general").read, 500);
  const next = open(storage).marks;
  next.enter("2");
  assertEquals(next.get("general").read, 500);
});
