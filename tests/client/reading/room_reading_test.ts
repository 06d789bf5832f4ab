import { assertEquals } from "@std/assert";
import { ReadMarks } from "../../../client/reading/read_marks.ts";
import { RoomReading } from "../../../client/reading/room_reading.ts";
import { EMPTY, type TimelineState } from "../../../client/log/timeline.ts";
import { markRead } from "../../../client/reading/unread.ts";
import { TestClock } from "../../support/test_clock.ts";
import { ANN } from "../support/log_model.ts";

/** Somebody who has read up to version 5. */
function open() {
  const marks = new ReadMarks(ANN.id, { storage: null, clock: new TestClock() });
  marks.update("general", (mark) => markRead(mark, 5));
  const reading = new RoomReading({ room: "general", marks, isVisible: () => true });
  return { reading, read: () => marks.get("general").read };
}

const at = (version: number, fields: Partial<TimelineState> = {}) => ({
  ...EMPTY,
  version,
  ...fields,
});

Deno.test("the divider of a room that is known stands from the beginning, and stays", () => {
  const { reading } = open();
  reading.open(8);
  assertEquals(reading.dividerAfter.value, 5);
  reading.markShown(at(8));
  reading.joined(9);
  assertEquals(reading.dividerAfter.value, 5);
});

Deno.test("the divider of a room that was never seen stands once the room is joined", () => {
  const { reading } = open();
  reading.open(null);
  assertEquals(reading.dividerAfter.value, null);
  reading.joined(8);
  assertEquals(reading.dividerAfter.value, 5);
});

Deno.test("what comes in while a room is joined makes no divider in one that was all read", () => {
  const { reading } = open();
  reading.open(5);
  reading.joined(8);
  assertEquals(reading.dividerAfter.value, null);
});

Deno.test("only what is shown at the end of the log, in the room that is open, is read", () => {
  const { reading, read } = open();
  reading.markShown(at(6));
  assertEquals(read(), 5);
  reading.open(6);
  reading.markShown(at(7, { hasNewer: true }));
  assertEquals(read(), 5);
  reading.markShown(at(8));
  assertEquals(read(), 8);
  reading.close();
  reading.markShown(at(9));
  assertEquals(read(), 8);
});
