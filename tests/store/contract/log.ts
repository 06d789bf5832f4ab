import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  ann,
  applied,
  apply,
  bob,
  edit,
  type OpenSubject,
  openWithRooms,
  post,
  readAll,
  refused,
  remove,
  type Test,
  versionOf,
} from "./subject.ts";

/** What append promises: order, dense versions, and refusals that leave no trace. */
export function logContract(test: Test, open: OpenSubject): void {
  test("a change of any kind raises its room's version by exactly one", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const answers = [
      ...await store.append([post(ann, "a"), post(bob, "b"), edit(ann, 1, "a2")]),
      ...await store.append([remove(bob, 2)]),
      ...await store.append([post(ann, "c")]),
    ];
    assertEquals(answers.map((answer) => answer.ok && answer.message.version), [1, 2, 3, 4, 5]);
    assertEquals(answers.map((answer) => answer.ok && answer.message.seq), [1, 2, 1, 2, 5]);
    assertEquals(await versionOf(store, "general"), 5);
  });

  test("one append to many rooms raises each room by its own changes only", async () => {
    const rooms = ["general", "help", "random"];
    await using subject = await openWithRooms(open, ...rooms);
    const { store } = subject;
    const changes = Array.from(
      { length: 30 },
      (_, index) => post(ann, `m${index}`, { room: rooms[index % 3] }),
    );
    const answers = await store.append(changes);
    assertEquals(
      answers.map((answer) => answer.ok && answer.message.version),
      changes.map((_, index) => Math.floor(index / 3) + 1),
    );
    assertEquals(
      (await store.rooms()).map(({ id, version }) => [id, version]),
      rooms.map((room) => [room, 10]),
    );
  });

  test("appends called without waiting are written in the order of the calls", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const ids = Array.from({ length: 200 }, (_, index) => `m${index}`);
    await Promise.all(ids.map((id) => store.append([post(ann, id)])));
    assertEquals((await readAll(store, "general", 64)).map(({ id }) => id), ids);
  });

  test("a refused change raises no version and the rest of its append is written", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const answers = await store.append([
      post(ann, "a"),
      edit(bob, 1, "mine now"),
      post(ann, "lost", { room: "nowhere" }),
      post(bob, "b"),
    ]);
    assertEquals(answers.map(({ ok }) => ok), [true, false, false, true]);
    assertEquals((await readAll(store, "general", 9)).map(({ version }) => version), [1, 2]);
  });

  test("an edit keeps the message's place and time and says when it was edited", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store, clock } = subject;
    clock.ms = 1000;
    await store.append([post(ann, "a", { text: "helo" }), post(bob, "b")]);
    clock.ms = 2000;
    const edited = await apply(store, edit(ann, 1, "hello"));
    const expected = { seq: 1, version: 3, id: "a", user: ann, text: "hello", at: 1000 };
    assertEquals(edited, { ...expected, editedAt: 2000 });
    assertEquals((await readAll(store, "general", 9))[0], edited);
  });

  test("a deleted message stays as a tombstone without its text", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store, clock } = subject;
    clock.ms = 1000;
    await store.append([post(ann, "a", { text: "a secret" })]);
    clock.ms = 2000;
    const deleted = await apply(store, remove(ann, 1));
    const expected = { seq: 1, version: 2, id: "a", user: ann, text: "", at: 1000 };
    assertEquals(deleted, { ...expected, deletedAt: 2000 });
    assertEquals(await readAll(store, "general", 9), [deleted]);
  });

  test("a post, edit or delete in an unknown room is refused with room_not_found", async () => {
    await using subject = await openWithRooms(open, "general");
    const changes = [
      post(ann, "a", { room: "nowhere" }),
      edit(ann, 1, "x", "nowhere"),
      remove(ann, 1, "nowhere"),
    ];
    for (const change of changes) {
      const error = await refused(subject.store, change);
      assertEquals(error.code, "room_not_found");
      assertMatch(error.message, /"nowhere"/);
    }
  });

  test("an edit or delete of a message that isn't there is refused", async () => {
    await using subject = await openWithRooms(open, "general");
    for (const change of [edit(ann, 7, "x"), remove(ann, 7)]) {
      const error = await refused(subject.store, change);
      assertEquals(error.code, "message_not_found");
      assertMatch(error.message, /7 in "general"/);
    }
  });

  test("somebody else's message can be neither edited nor deleted", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const before = await apply(store, post(ann, "a"));
    assertEquals((await refused(store, edit(bob, 1, "x"))).code, "not_yours");
    assertEquals((await refused(store, remove(bob, 1))).code, "not_yours");
    assertEquals(await readAll(store, "general", 9), [before]);
  });

  test("a deleted message can't be edited", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), remove(ann, 1)]);
    assertEquals((await refused(store, edit(ann, 1, "back"))).code, "message_not_found");
  });

  test("a reply names its message, and one to a message of another room is refused", async () => {
    await using subject = await openWithRooms(open, "general", "help");
    const { store } = subject;
    await store.append([post(ann, "a"), post(ann, "b")]);
    assertEquals((await apply(store, post(bob, "re", { replyTo: 2 }))).replyTo, 2);
    assertEquals((await readAll(store, "general", 9))[2]?.replyTo, 2);
    const error = await refused(store, post(bob, "re", { replyTo: 2, room: "help" }));
    assertEquals(error.code, "message_not_found");
  });

  test("a deleted reply still names what it answered, and says nothing else", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), post(bob, "re", { replyTo: 1 })]);
    const deleted = await apply(store, remove(bob, 2));
    assertEquals([deleted.replyTo, deleted.text], [1, ""]);
    assertEquals((await readAll(store, "general", 9))[1], deleted);
  });

  test("a reply may name a message of the same append", async () => {
    await using subject = await openWithRooms(open, "general");
    const answers = await subject.store.append([post(ann, "a"), post(bob, "re", { replyTo: 1 })]);
    assert(answers.every(({ ok }) => ok));
  });

  test("a clock that is set back changes times but not the order", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store, clock } = subject;
    for (const ms of [5000, 1000, 3000]) {
      clock.ms = ms;
      await store.append([post(ann, `at-${ms}`)]);
    }
    assertEquals((await readAll(store, "general", 2)).map(({ at }) => at), [5000, 1000, 3000]);
  });

  test("a user's new name shows on what they posted before", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await apply(store, post(ann, "a"));
    const anna = { ...ann, name: "Anna" };
    assertEquals((await applied(store, post(anna, "b"))).message.user, anna);
    assertEquals((await readAll(store, "general", 9)).map(({ user }) => user), [anna, anna]);
  });
}
