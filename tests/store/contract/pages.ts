import { assert, assertEquals } from "@std/assert";
import type { Place, PostsFound } from "../../../hub/ports/store.ts";
import { PAGE_LENGTH } from "../../../protocol/limits.ts";
import {
  ann,
  bob,
  type OpenSubject,
  openWithRooms,
  post,
  postMany,
  seqs,
  type Test,
} from "./subject.ts";

/** What page promises at every position. */
export function pagesContract(test: Test, open: OpenSubject): void {
  test("the newest page is the last of the log, oldest first", async () => {
    await using subject = await openWithRooms(open, "general");
    await postMany(subject.store, 12);
    const page = await subject.store.page("general", {}, 5);
    assertEquals(page?.messages.map(({ text }) => text), ["m8", "m9", "m10", "m11", "m12"]);
    assertEquals(page?.more, true);
  });

  test("what a user wrote is found wherever it is, in pieces, without what was deleted", async () => {
    await using subject = await openWithRooms(open, "general", "ops");
    const { store } = subject;
    for (const room of ["ops", "general"]) {
      await store.append([
        post(ann, `${room}1`, { room }),
        post(bob, `${room}2`, { room }),
        post(ann, `${room}3`, { room }),
        post(ann, `${room}4`, { room }),
      ]);
      await store.append([{ kind: "delete", room, user: ann, seq: 3 }]);
    }
    const found: string[] = [];
    let after: Place | null = null;
    do {
      const { places, next, posted }: PostsFound = await store.postsOf(ann.id, after, 3);
      assertEquals(posted, 6);
      found.push(...places.map(({ room, seq }) => `${room} ${seq}`));
      after = next;
    } while (after !== null);
    assertEquals(found.sort(), ["general 1", "general 4", "ops 1", "ops 4"]);
    const none = { places: [], next: null, posted: 0 };
    assertEquals(await store.postsOf("nobody", null, 3), none);
  });

  test("a long log is looked through in parts, whoever wrote it", async () => {
    await using subject = await openWithRooms(open, "general", "ops");
    const { store } = subject;
    await store.append(Array.from({ length: 12_000 }, (_, i) => post(bob, `m${i}`)));
    await store.append([post(ann, "last"), post(ann, "other", { room: "ops" })]);
    const first = await store.postsOf(ann.id, null, 10);
    assertEquals(first.places, []);
    assert(first.next !== null);
    const second = await store.postsOf(ann.id, first.next, 10);
    const places = [{ room: "general", seq: 12_001 }, { room: "ops", seq: 1 }];
    assertEquals(second, { places, next: null, posted: 2 });
  });

  test("the newest page of an empty room is empty, of an unknown one null", async () => {
    await using subject = await openWithRooms(open, "general");
    assertEquals(await subject.store.page("general", {}, 5), { messages: [], more: false });
    assertEquals(await subject.store.page("nowhere", {}, 5), null);
  });

  test("a page says more only when the log goes on past it", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    for (const position of [{}, { before: 11 }, { after: 0 }]) {
      for (const [limit, length, more] of [[9, 9, true], [10, 10, false], [11, 10, false]]) {
        const page = await store.page("general", position, limit as number);
        assertEquals([page?.messages.length, page?.more], [length, more]);
      }
    }
  });

  test("a page ends where it gets too long, at its far end, and says that there is more", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const text = "x".repeat(10_000);
    await store.append(Array.from({ length: 100 }, (_, i) => post(ann, `m${i}`, { text })));
    const fitting = Math.floor(PAGE_LENGTH / 10_150);
    for (
      const [what, page, first, last] of [
        ["newest", await store.page("general", {}, 100), undefined, 100],
        ["before", await store.page("general", { before: 91 }, 100), undefined, 90],
        ["after", await store.page("general", { after: 10 }, 90), 11, undefined],
        ["snapshot", await store.snapshot("general", 100), undefined, 100],
        ["changes", await store.changes("general", 10, 90), 11, undefined],
      ] as const
    ) {
      const found = seqs(page?.messages)!;
      assert(Math.abs(found.length - fitting) <= 2, `${what}: ${found.length}`);
      assert(JSON.stringify(page?.messages).length <= PAGE_LENGTH, what);
      assertEquals(page?.more, true, what);
      assertEquals(found[0], first ?? found[0], what);
      assertEquals(found.at(-1), last ?? found.at(-1), what);
    }
    const around = await store.page("general", { around: 50 }, 100);
    assert(seqs(around?.messages)?.includes(50) && around?.more);
    assert(JSON.stringify(around?.messages).length <= PAGE_LENGTH);
  });

  test("before and after leave out the message they name", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    const before = await store.page("general", { before: 5 }, 3);
    assertEquals([seqs(before?.messages), before?.more], [[2, 3, 4], true]);
    const after = await store.page("general", { after: 5 }, 3);
    assertEquals([seqs(after?.messages), after?.more], [[6, 7, 8], true]);
  });

  test("before the first and after the last there is nothing", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    const nothing = { messages: [], more: false };
    assertEquals(await store.page("general", { before: 1 }, 3), nothing);
    assertEquals(await store.page("general", { after: 10 }, 3), nothing);
  });

  test("around is centred on its message and includes it", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 20);
    for (
      const [limit, expected] of [
        [5, [8, 9, 10, 11, 12]],
        [4, [8, 9, 10, 11]],
        [1, [10]],
      ] as const
    ) {
      const page = await store.page("general", { around: 10 }, limit);
      assertEquals(seqs(page?.messages), [...expected]);
      assertEquals(page?.more, true);
    }
  });

  test("around near an end of the log fills the page from the other side", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    for (
      const [around, expected, more] of [
        [1, [1, 2, 3, 4], false],
        [2, [1, 2, 3, 4], false],
        [3, [1, 2, 3, 4], false],
        [4, [2, 3, 4, 5], true],
        [10, [7, 8, 9, 10], true],
      ] as const
    ) {
      const page = await store.page("general", { around }, 4);
      assertEquals([around, seqs(page?.messages), page?.more], [around, [...expected], more]);
    }
  });

  test("around a log shorter than the page gives all of it", async () => {
    await using subject = await openWithRooms(open, "general");
    await postMany(subject.store, 3);
    const page = await subject.store.page("general", { around: 2 }, 50);
    assertEquals([seqs(page?.messages), page?.more], [[1, 2, 3], false]);
  });

  test("pages of one room hold nothing of another", async () => {
    await using subject = await openWithRooms(open, "general", "help");
    const { store } = subject;
    await store.append([post(ann, "a"), post(ann, "b", { room: "help" })]);
    const page = await store.page("help", {}, 9);
    assertEquals(page?.messages.map(({ id }) => id), ["b"]);
  });

  test("going back page by page from the end meets every message once", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 23);
    const seen: number[] = [];
    for (let more = true; more;) {
      const position = seen[0] === undefined ? {} : { before: seen[0] };
      const page = await store.page("general", position, 5);
      seen.unshift(...seqs(page?.messages) ?? []);
      more = page?.more ?? false;
    }
    assertEquals(seen, Array.from({ length: 23 }, (_, index) => index + 1));
  });
}
