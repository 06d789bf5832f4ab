import { assertEquals } from "@std/assert";
import { EMPTY } from "../../../client/log/timeline.ts";
import { firstUnread, isNewer, unreadIn } from "../../../client/reading/unread.ts";
import type { Message, ReadMark, RoomInfo, User } from "../../../protocol/entities.ts";
import { unreadOf } from "../../../protocol/read_mark.ts";
import { COUNTED_UNREAD } from "../../../protocol/limits.ts";
import { ANN, BOB } from "../support/log_model.ts";

/** Counted when four messages had been posted. */
const mark: ReadMark = { seq: 2, unread: 1, mentions: 0, posts: 4, version: 7, revision: 3 };

const message = (seq: number, user: User = BOB, more: Partial<Message> = {}): Message => ({
  seq,
  version: seq,
  id: `m${seq}`,
  user,
  text: "hi",
  at: 0,
  ...more,
});

Deno.test("what was posted since the count is unread, too, up to what is counted", () => {
  assertEquals(unreadOf(mark, { posts: 6 }), 3);
  assertEquals(unreadOf(mark, { posts: 3 }), 1, "the list is behind the mark");
  assertEquals(unreadOf(mark, { posts: 4 + COUNTED_UNREAD }), COUNTED_UNREAD);
  assertEquals(unreadOf(null, { posts: 6 }), 0);
});

Deno.test("of two marks that is newer which was moved later, or else counted later", () => {
  assertEquals(isNewer({ ...mark, revision: 4, version: 1 }, mark), true);
  assertEquals(isNewer({ ...mark, version: 8 }, mark), true);
  assertEquals(isNewer(mark, mark), false);
  assertEquals(isNewer({ ...mark, revision: 2, version: 9 }, mark), false);
});

Deno.test("in an open room others' messages after the mark are counted, deleted ones aside", () => {
  const room = { posts: 9 } as RoomInfo;
  const messages = [
    message(1),
    message(2),
    message(3),
    message(5, ANN),
    message(6, BOB, { deletedAt: 1 }),
    message(7),
  ];
  const timeline = { ...EMPTY, messages, head: 7, version: 7 };
  assertEquals(unreadIn(timeline, mark, { me: ANN.id, room }), 2);
  assertEquals(unreadIn(timeline, null, { me: ANN.id, room }), 0);
  const arithmetic = 6;
  assertEquals(unreadIn({ ...timeline, hasNewer: true }, mark, { me: ANN.id, room }), arithmetic);
  const cut = { ...timeline, messages: messages.slice(3), hasOlder: true };
  assertEquals(unreadIn(cut, mark, { me: ANN.id, room }), arithmetic);
});

Deno.test("the first unread message is another's that is there, and known only where all after the mark is loaded", () => {
  const messages = [message(2), message(3, ANN), message(4, BOB, { deletedAt: 1 }), message(5)];
  const timeline = { ...EMPTY, messages, head: 5, version: 5 };
  assertEquals(firstUnread(timeline, mark, ANN.id)?.seq, 5);
  assertEquals(firstUnread(timeline, { ...mark, seq: 5 }, ANN.id), null);
  assertEquals(firstUnread(timeline, null, ANN.id), null);
  const cut = { ...timeline, messages: messages.slice(2), hasOlder: true };
  assertEquals(firstUnread(cut, mark, ANN.id), null);
});
