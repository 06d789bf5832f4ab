import { assertEquals } from "@std/assert";
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
  remove,
  type Test,
  versionOf,
} from "./subject.ts";

/** What a retry may count on: it never doubles. */
export function repeatsContract(test: Test, open: OpenSubject): void {
  test("a client id seen before gives the first message and writes nothing", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store, clock } = subject;
    const first = await applied(store, post(ann, "a", { text: "first" }));
    clock.ms += 60_000;
    const again = await applied(store, post(ann, "a", { text: "second" }));
    assertEquals(again, { ok: true, message: first.message, repeated: true });
    assertEquals(first.repeated, false);
    assertEquals(await readAll(store, "general", 9), [first.message]);
    assertEquals(await versionOf(store, "general"), 1);
  });

  test("a client id twice in one append is one message", async () => {
    await using subject = await openWithRooms(open, "general");
    const answers = await subject.store.append([post(ann, "a"), post(ann, "a"), post(ann, "b")]);
    assertEquals(
      answers.map((answer) => answer.ok && [answer.message.seq, answer.repeated]),
      [[1, false], [1, true], [2, false]],
    );
  });

  test("a client id in many appends at once is one message", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => applied(store, post(ann, "a"))),
    );
    assertEquals(answers.filter(({ repeated }) => !repeated).length, 1);
    assertEquals(await versionOf(store, "general"), 1);
  });

  test("one client id of two users, or in two rooms, is two messages", async () => {
    await using subject = await openWithRooms(open, "general", "help");
    const changes = [post(ann, "a"), post(bob, "a"), post(ann, "a", { room: "help" })];
    const answers = await subject.store.append(changes);
    assertEquals(answers.map((answer) => answer.ok && answer.repeated), [false, false, false]);
  });

  test("a retried post answers with the message as it stands after an edit or delete", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), post(ann, "b")]);
    const edited = await apply(store, edit(ann, 1, "edited"));
    const deleted = await apply(store, remove(ann, 2));
    assertEquals((await applied(store, post(ann, "a"))).message, edited);
    assertEquals((await applied(store, post(ann, "b"))).message, deleted);
    assertEquals(await versionOf(store, "general"), 4);
  });

  test("an edit to the text the message already has writes nothing", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a")]);
    const edited = await apply(store, edit(ann, 1, "edited"));
    assertEquals(await applied(store, edit(ann, 1, "edited")), {
      ok: true,
      message: edited,
      repeated: true,
    });
    assertEquals(await versionOf(store, "general"), 2);
  });

  test("deleting a message twice writes once", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a")]);
    const deleted = await apply(store, remove(ann, 1));
    assertEquals(await applied(store, remove(ann, 1)), {
      ok: true,
      message: deleted,
      repeated: true,
    });
    assertEquals(await versionOf(store, "general"), 2);
  });

  test("a post is seen as a repeat after the store was opened again", async () => {
    await using subject = await openWithRooms(open, "general");
    const first = await apply(subject.store, post(ann, "a"));
    await subject.reopen();
    assertEquals(await applied(subject.store, post(ann, "a")), {
      ok: true,
      message: first,
      repeated: true,
    });
  });
}
