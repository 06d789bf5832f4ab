import { assertEquals, assertMatch } from "@std/assert";
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

/** What an edit may count on: it undoes no newer one. */
export function editingContract(test: Test, open: OpenSubject): void {
  test("an edit made on another version is refused, with the message as it stands", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), post(bob, "b")]);
    const newer = await apply(store, { ...edit(ann, 1, "from the phone"), base: 1 });
    const error = await refused(store, { ...edit(ann, 1, "from the laptop"), base: 1 });
    assertEquals([error.code, error.retryable], ["edit_conflict", false]);
    assertEquals(error.current, newer);
    assertMatch(error.message, /1 in "general"/);
    assertEquals((await readAll(store, "general", 9))[0], newer);
    assertEquals(await versionOf(store, "general"), 3);
    await apply(store, { ...edit(ann, 1, "both"), base: newer.version });
  });

  test("an edit sent again does not undo a newer one, whether or not its answer was lost", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await apply(store, post(ann, "a"));
    const first = { ...edit(ann, 1, "first"), base: 1 };
    await apply(store, first);
    assertEquals((await applied(store, first)).repeated, true);
    const second = await apply(store, { ...edit(ann, 1, "second"), base: 2 });
    assertEquals((await refused(store, first)).current, second);
    assertEquals((await readAll(store, "general", 9))[0]?.text, "second");
  });

  test("an edit that says what is there is no conflict, and writes nothing", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await apply(store, post(ann, "a"));
    const newer = await apply(store, edit(ann, 1, "the same"));
    const again = await applied(store, { ...edit(ann, 1, "the same"), base: 1 });
    assertEquals([again.repeated, again.message], [true, newer]);
    assertEquals(await versionOf(store, "general"), 2);
  });

  test("an edit that names no version wins over whatever is there", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), edit(ann, 1, "one"), edit(ann, 1, "two")]);
    assertEquals((await apply(store, edit(ann, 1, "three"))).text, "three");
  });

  test("an edit leaves what it does not name as it was", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), post(ann, "re", { replyTo: 1 })]);
    assertEquals((await apply(store, edit(ann, 2, "edited"))).replyTo, 1);
    assertEquals((await readAll(store, "general", 9))[1]?.replyTo, 1);
  });

  test("neither a deleted message nor somebody else's is an edit conflict", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), edit(ann, 1, "a2"), post(ann, "b"), remove(ann, 3)]);
    assertEquals((await refused(store, { ...edit(bob, 1, "x"), base: 1 })).code, "not_yours");
    const error = await refused(store, { ...edit(ann, 3, "x"), base: 3 });
    assertEquals(error.code, "message_not_found");
  });
}
