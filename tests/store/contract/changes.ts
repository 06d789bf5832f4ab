import { assert, assertEquals } from "@std/assert";
import {
  ann,
  bob,
  edit,
  type OpenSubject,
  openWithRooms,
  post,
  postMany,
  remove,
  seqs,
  type Test,
} from "./subject.ts";

/** What resume and join stand on: changes and snapshot. */
export function changesContract(test: Test, open: OpenSubject): void {
  test("changes come oldest change first, each message once, as it stands", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), post(bob, "b"), post(ann, "c")]);
    await store.append([edit(ann, 1, "a2"), edit(ann, 1, "a3"), remove(bob, 2)]);
    const page = await store.changes("general", 0, 9);
    assertEquals(page?.messages.map(({ seq, version, text }) => [seq, version, text]), [
      [3, 3, "c"],
      [1, 5, "a3"],
      [2, 6, ""],
    ]);
    assertEquals([page?.version, page?.more], [6, false]);
  });

  test("changes after a version leave out what has not changed since", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    await store.append([edit(ann, 3, "edited")]);
    assertEquals(seqs((await store.changes("general", 9, 9))?.messages), [10, 3]);
    const nothing = { epoch: store.epoch, messages: [], version: 11, more: false };
    assertEquals(await store.changes("general", 11, 9), nothing);
  });

  test("changes say more only when there are some past the page", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    for (const [limit, length, more] of [[9, 9, true], [10, 10, false], [11, 10, false]]) {
      const page = await store.changes("general", 0, limit as number);
      assertEquals([page?.messages.length, page?.more, page?.version], [length, more, 10]);
    }
  });

  test("changes and snapshot of an unknown room are null", async () => {
    await using subject = await openWithRooms(open, "general");
    assertEquals(await subject.store.changes("nowhere", 0, 9), null);
    assertEquals(await subject.store.snapshot("nowhere", 9), null);
  });

  test("a snapshot is the newest page and the version after the last change", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 10);
    await store.append([edit(ann, 9, "edited"), edit(ann, 1, "edited")]);
    const snapshot = await store.snapshot("general", 3);
    assertEquals(seqs(snapshot?.messages), [8, 9, 10]);
    assertEquals([snapshot?.version, snapshot?.more], [12, true]);
    assertEquals((await store.snapshot("general", 10))?.more, false);
  });

  test("a snapshot taken while appends run has the version of its newest message", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    let done = false;
    const writing = (async () => {
      for (let n = 0; n < 100; n++) {
        await Promise.all([store.append([post(ann, `a${n}`)]), store.append([post(bob, `b${n}`)])]);
      }
      done = true;
    })();
    let versions = 0;
    for (let last = -1; !done;) {
      const snapshot = await store.snapshot("general", 5);
      assert(snapshot !== null);
      assertEquals(snapshot.messages.at(-1)?.seq ?? 0, snapshot.version);
      if (snapshot.version !== last) versions++;
      last = snapshot.version;
      // An answer from memory leaves no time for anything to arrive.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    assert(versions > 5, `only ${versions} different versions were seen`);
  });

  test("a read that begins after an append resolved sees it", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    for (let n = 1; n <= 50; n++) {
      await store.append([post(ann, `m${n}`)]);
      const [page, changes, snapshot, rooms] = await Promise.all([
        store.page("general", {}, 1),
        store.changes("general", n - 1, 1),
        store.snapshot("general", 1),
        store.rooms(),
      ]);
      assertEquals(seqs(page?.messages), [n]);
      assertEquals(seqs(changes?.messages), [n]);
      assertEquals(seqs(snapshot?.messages), [n]);
      assertEquals(rooms[0]?.version, n);
    }
  });
}
