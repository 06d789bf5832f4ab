import { assertEquals } from "@std/assert";
import { EMPTY, type TimelineState } from "../../../client/log/timeline.ts";
import { KeptWishes } from "../../../client/reading/kept_wishes.ts";
import { ReadMarks } from "../../../client/reading/read_marks.ts";
import { RoomReading } from "../../../client/reading/room_reading.ts";
import type { RoomInfo, User } from "../../../protocol/entities.ts";
import { TestClock } from "../../support/test_clock.ts";
import { ANN, BOB } from "../support/log_model.ts";

/** Somebody who has read up to seq 5 of a room in which so many messages were posted. */
function openAt(posts: number) {
  const marks = new ReadMarks({
    ask: () => Promise.reject(new Error("offline")),
    kept: new KeptWishes(ANN.id, { storage: null }),
    isConnected: () => false,
    clock: new TestClock(),
    putBack() {},
  });
  marks.hear("general", { seq: 5, unread: 0, mentions: 0, posts: 5, version: 5, revision: 1 });
  const info = () => roomAt(posts);
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

const roomAt = (posts: number) => ({ posts, version: posts }) as RoomInfo;

const posted = (seq: number, user: User) => ({
  seq,
  version: seq,
  id: `m${seq}`,
  user,
  text: "",
  at: 0,
});

const at = (head: number, fields: Partial<TimelineState> = {}): TimelineState => ({
  ...EMPTY,
  epoch: "e",
  version: head,
  head,
  ...fields,
});

Deno.test("the divider of a room with something unread stands from the beginning, and stays", () => {
  const { reading } = openAt(8);
  reading.open(null);
  assertEquals(reading.dividerAfter.value, 5);
  reading.markShown(at(8));
  assertEquals(reading.dividerAfter.value, 5);
});

Deno.test("a room in which all was read opens without a divider", () => {
  const { reading } = openAt(5);
  reading.open(null);
  reading.markShown(at(8));
  assertEquals(reading.dividerAfter.value, null);
});

Deno.test("a room with something unread is to be opened where that begins, and nothing is read before the end was seen", () => {
  const { reading, read } = openAt(8);
  reading.open(null);
  assertEquals(reading.landing.value, { kind: "new", seq: 5, orEnd: true });
  reading.markShown(at(8));
  assertEquals([reading.isFollowing, read()], [false, 5]);
  reading.setFollowing(true);
  reading.markShown(at(8));
  assertEquals([reading.landing.value, read()], [null, 8]);
});

Deno.test("who comes back to a room is where they were reading", () => {
  const { reading } = openAt(8);
  const place = { kind: "place", seq: 2, key: "m:u:2", offset: -7 } as const;
  reading.open(place);
  assertEquals([reading.landing.value, reading.dividerAfter.value], [place, 5]);
});

Deno.test("behind other windows the log stays where the first message stands that came meanwhile", () => {
  const { reading, read, show } = openAt(5);
  const messages = (count: number) =>
    Array.from({ length: count }, (_, i) => posted(i + 6, i === 0 ? ANN : BOB));
  reading.open(null);
  show(false);
  reading.markShown(at(6, { messages: messages(1) }));
  assertEquals([reading.isFollowing, reading.dividerAfter.value], [true, null], "one's own");
  reading.markShown(at(7, { messages: messages(2) }));
  reading.markShown(at(8, { messages: messages(3) }));
  assertEquals(reading.landing.value, { kind: "new", seq: 5, orEnd: true });
  assertEquals([reading.isFollowing, reading.dividerAfter.value, read()], [false, 5, 5]);
});

Deno.test("who passes over what came while they read further up can go back to it", () => {
  const { reading } = openAt(5);
  const messages = [posted(5, BOB), posted(6, BOB)];
  reading.open(null);
  reading.setFollowing(false);
  reading.goToEnd(at(6, { messages: messages.slice(0, 1) }));
  assertEquals([reading.dividerAfter.value, reading.hasPassedOver.value], [null, false]);
  reading.goToEnd(at(6, { messages }));
  assertEquals([reading.dividerAfter.value, reading.hasPassedOver.value], [null, false]);
  reading.setFollowing(false);
  reading.goToEnd(at(6, { messages }));
  assertEquals([reading.dividerAfter.value, reading.hasPassedOver.value], [5, true]);
  reading.goBack();
  assertEquals(reading.hasPassedOver.value, false);
  assertEquals(reading.landing.value, { kind: "new", seq: 5, orEnd: false });
});

Deno.test("in other data there is no divider, and no place to go to", () => {
  const { reading } = openAt(8);
  reading.enter("e");
  reading.open(null);
  reading.enter("e");
  assertEquals(reading.dividerAfter.value, 5);
  reading.enter("f");
  assertEquals([reading.dividerAfter.value, reading.landing.value], [null, null]);
});

Deno.test("only what is shown at the end of the log, in the room that is open and in sight, is read", () => {
  const { reading, read, show } = openAt(5);
  reading.markShown(at(6));
  reading.open(null);
  reading.setFollowing(true);
  reading.markShown(at(6, { epoch: "" }));
  reading.markShown(at(7, { hasNewer: true }));
  reading.setFollowing(false);
  reading.markShown(at(7));
  reading.setFollowing(true);
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
  const messages = [3, 4, 5].map((seq) => posted(seq, BOB));
  const timeline = at(5, { messages });
  reading.open(null);
  reading.setFollowing(true);
  reading.markUnread(4, timeline);
  reading.markShown(timeline);
  assertEquals([read(), mark().unread, reading.dividerAfter.value], [3, 2, 3]);
  reading.markRead(timeline);
  assertEquals([read(), mark().unread, reading.dividerAfter.value], [5, 0, null]);
  reading.markUnread(4, timeline);
  reading.close();
  reading.open(null);
  reading.setFollowing(true);
  reading.markShown(timeline);
  assertEquals(read(), 5);
});

Deno.test("a mark is made on the log as it was followed, which is ahead of the list", () => {
  const { reading, mark } = openAt(5);
  reading.open(null);
  reading.setFollowing(true);
  reading.joined({ room: roomAt(5), messages: [], more: false });
  const edited = { ...posted(2, BOB), version: 7 };
  reading.noteMessage({ ...edited, seq: 6, version: 6 });
  reading.noteMessage(edited);
  reading.noteMessage({ ...edited, seq: 8, version: 8 });
  reading.markShown(at(8));
  assertEquals([mark().posts, mark().version], [7, 8]);
});
