import { assertEquals } from "@std/assert";
import type { ReadMark } from "../../../protocol/entities.ts";
import { COUNTED_UNREAD } from "../../../protocol/limits.ts";
import { claimAll } from "./people.ts";
import {
  type Adapter,
  ann,
  apply,
  bob,
  cem,
  edit,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  postMany,
  remove,
  type Test,
} from "./subject.ts";

/** How far people have read. */
export function readsContract(test: Test, open: OpenSubject): void {
  const general = (user: { id: string }) => ({ room: "general", user: user.id });
  const markOf = async (store: Adapter, reader: { room: string; user: string }) =>
    (await store.readMarks([reader]))[0]!;
  /** The mark's seq, and what is unread after it. */
  const short = (mark: ReadMark | null) => mark && [mark.seq, mark.unread];

  test("a room counts what was posted in it, deleted messages too, and neither edits nor repeats", async () => {
    await using subject = await openWithRooms(open, "general", "other");
    const { store } = subject;
    await store.append([post(ann, "a"), post(bob, "b"), post(ann, "a"), edit(ann, 1, "edited")]);
    await store.append([remove(ann, 1), post(cem, "c"), post(cem, "d", { room: "other" })]);
    const counts = async () => (await subject.store.rooms()).map(({ id, posts }) => [id, posts]);
    assertEquals(await counts(), [["general", 3], ["other", 1]]);
    await subject.reopen();
    assertEquals(await counts(), [["general", 3], ["other", 1]]);
  });

  test("a mark moves forward only, unless from some message on all is to be unread", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, bob);
    await postMany(store, 9);
    const mark = (seq: number, unread?: boolean) =>
      store.markRead({ ...general(bob), seq, unread });
    assertEquals(await mark(4), {
      seq: 4,
      unread: 5,
      mentions: 0,
      posts: 9,
      version: 9,
      revision: 1,
    });
    assertEquals((await mark(3))?.revision, 1, "that was read");
    assertEquals(short(await mark(8)), [8, 1]);
    assertEquals(short(await mark(3, true)), [2, 7]);
    assertEquals((await mark(3, true))?.revision, 3, "it is there already");
    assertEquals(short(await mark(5)), [5, 4]);
    assertEquals(short(await mark(1_000)), [9, 0], "no further than the log");
    await subject.reopen();
    assertEquals((await markOf(subject.store, general(bob))).revision, 5);
  });

  test("neither one's own messages nor deleted ones are unread, and edits make none so", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await apply(store, post(bob, "mine"));
    await store.markRead({ ...general(bob), seq: 1 });
    await store.append([post(ann, "a"), post(bob, "b"), post(cem, "c"), edit(ann, 2, "edited")]);
    assertEquals(short(await markOf(store, general(bob))), [1, 2]);
    await apply(store, remove(cem, 4));
    const { version, posts, unread } = await markOf(store, general(bob));
    assertEquals([version, posts, unread], [6, 4, 1]);
  });

  test("what is unread is counted up to a limit", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, bob);
    await postMany(store, COUNTED_UNREAD + 1);
    assertEquals(short(await store.markRead({ ...general(bob), seq: 1 })), [1, COUNTED_UNREAD]);
    assertEquals(short(await store.markRead({ ...general(bob), seq: 2 })), [2, COUNTED_UNREAD - 1]);
  });

  test("nobody has a mark in a public room they have not opened, or without being known", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, bob);
    await postMany(store, 3);
    const nowhere = { room: "nowhere", user: bob.id };
    const unknown = { room: "general", user: "u_nobody" };
    assertEquals(await store.readMarks([general(bob), nowhere, unknown]), [null, null, null]);
    assertEquals(await store.markRead({ ...nowhere, seq: 1 }), null);
    assertEquals(await store.markRead({ ...unknown, seq: 1 }), null);
  });

  test("a conversation is unread from its first message on, and closed to others", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob, cem);
    const members = [ann, bob].map(({ id }) => ({ userId: id, manager: false }));
    await store.createRoom(newRoom("talk", { kind: "direct", members }));
    await apply(store, post(ann, "hi", { room: "talk" }));
    const [mine, others, none] = await store.readMarks(
      [bob, ann, cem].map(({ id }) => ({ room: "talk", user: id })),
    );
    assertEquals([short(mine!), short(others!), none], [[0, 1], [0, 0], null]);
    assertEquals(await store.markRead({ room: "talk", user: cem.id, seq: 1 }), null);
  });

  test("who comes into a private room has read what was said before, each time", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    const members = [{ userId: ann.id, manager: true }];
    await store.createRoom(newRoom("staff", { kind: "private", members }));
    const say = (id: string) => apply(store, post(ann, id, { room: "staff" }));
    const put = (manager?: boolean | null) =>
      store.setMember({ room: "staff", user: bob.id, manager, actor: ann.id });
    const reader = { room: "staff", user: bob.id };
    await say("before");
    await put();
    assertEquals(short(await markOf(store, reader)), [1, 0]);
    await say("after");
    await put(true);
    assertEquals(short(await markOf(store, reader)), [1, 1], "was in it already");
    await put(null);
    assertEquals(await markOf(store, reader), null);
    await put();
    assertEquals(short(await markOf(store, reader)), [2, 0]);
  });

  test("with a room, and with a guest who cannot come back, their marks go", async () => {
    await using subject = await openWithRooms(open, "general", "empty");
    const { store } = subject;
    const guest = { id: "u_guest", name: "Guest" };
    await apply(store, post(guest, "hi"));
    await store.markRead({ ...general(guest), seq: 1 });
    await store.markRead({ room: "empty", user: guest.id, seq: 0 });
    assertEquals((await store.deleteRoom("empty", null)).ok, true);
    await store.createRoom(newRoom("empty"));
    assertEquals(await markOf(store, { room: "empty", user: guest.id }), null);
    await store.pruneGuests(null, { namedBefore: 0, limit: 9 });
    assertEquals(await markOf(store, general(guest)), null);
  });
}
