import { assertEquals } from "@std/assert";
import { EMPTY, type TimelineState } from "../../../client/log/timeline.ts";
import { ReadMarks } from "../../../client/reading/read_marks.ts";
import { RoomReading } from "../../../client/reading/room_reading.ts";
import type { RoomInfo } from "../../../protocol/entities.ts";
import { TestClock } from "../../support/test_clock.ts";
import { ANN, BOB } from "../support/log_model.ts";

/** Somebody who has read up to seq 5 of a room in which so many messages were posted. */
function openAt(posts: number) {
  const marks = new ReadMarks({
    ask: () => Promise.reject(new Error("offline")),
    isConnected: () => false,
    clock: new TestClock(),
  });
  marks.hear("general", { seq: 5, unread: 0, mentions: 0, posts: 5, version: 5, revision: 1 });
  const info = () => ({ posts, version: posts }) as RoomInfo;
  let isVisible = true;
  const reading = new RoomReading({
    room: "general",
    me: ANN.id,
    marks,
    info,
    isVisible: () => isVisible,
  });
  return {
    reading,
    read: () => marks.get("general")!.seq,
    show: (isShown: boolean) => isVisible = isShown,
    mark: () => marks.get("general")!,
  };
}

const at = (head: number, fields: Partial<TimelineState> = {}): TimelineState => ({
  ...EMPTY,
  epoch: "e",
  version: head,
  head,
  ...fields,
});

Deno.test("the divider of a room with something unread stands from the beginning, and stays", () => {
  const { reading } = openAt(8);
  reading.open();
  assertEquals(reading.dividerAfter.value, 5);
  reading.markShown(at(8));
  assertEquals(reading.dividerAfter.value, 5);
});

Deno.test("a room in which all was read opens without a divider", () => {
  const { reading } = openAt(5);
  reading.open();
  reading.markShown(at(8));
  assertEquals(reading.dividerAfter.value, null);
});

Deno.test("only what is shown at the end of the log, in the room that is open and in sight, is read", () => {
  const { reading, read, show } = openAt(5);
  reading.markShown(at(6));
  reading.open();
  reading.markShown(at(6, { epoch: "" }));
  reading.markShown(at(7, { hasNewer: true }));
  reading.isFollowing = false;
  reading.markShown(at(7));
  reading.isFollowing = true;
  show(false);
  reading.markShown(at(7));
  assertEquals(read(), 5);
  show(true);
  reading.markShown(at(8));
  assertEquals(read(), 8);
  reading.close();
  reading.markShown(at(9));
  assertEquals(read(), 8);
});

Deno.test("what was marked unread stays so, whatever is in sight, until the room is opened again or all is marked read", () => {
  const { reading, read, mark } = openAt(5);
  const messages = [3, 4, 5].map((seq) => ({
    seq,
    version: seq,
    id: `m${seq}`,
    user: BOB,
    text: "",
    at: 0,
  }));
  const timeline = at(5, { messages });
  reading.open();
  reading.markUnread(4, timeline);
  reading.markShown(timeline);
  assertEquals([read(), mark().unread, reading.dividerAfter.value], [3, 2, 3]);
  reading.markRead(timeline);
  assertEquals([read(), mark().unread, reading.dividerAfter.value], [5, 0, null]);
  reading.markUnread(4, timeline);
  reading.close();
  reading.open();
  reading.markShown(timeline);
  assertEquals(read(), 5);
});

Deno.test("a mark is made on the log as it was followed, which is ahead of the list", () => {
  const { reading, mark } = openAt(5);
  reading.open();
  reading.noteRoom({ posts: 5, version: 5 });
  const edited = { seq: 2, version: 7, id: "a", user: BOB, text: "", at: 0 };
  reading.noteMessage({ ...edited, seq: 6, version: 6 });
  reading.noteMessage(edited);
  reading.noteMessage({ ...edited, seq: 8, version: 8 });
  reading.markShown(at(8));
  assertEquals([mark().posts, mark().version], [7, 8]);
});
