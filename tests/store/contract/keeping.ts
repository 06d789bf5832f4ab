import { assertEquals } from "@std/assert";
import {
  ann,
  apply,
  bob,
  edit,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  readAll,
  remove,
  storageError,
  type Test,
} from "./subject.ts";

/** Texts that a careless column, driver or encoding spoils. */
const TEXTS = {
  "emoji with joiners": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
  "right to left": "שלום עולם — مرحبا بالعالم",
  "combining marks, not normalized": "e\u0301 \u00e9 z̶a̸l̷g̵o̴",
  "leading byte order mark": "\ufeffhello",
  "a NUL in the middle": "before\u0000after",
  "a byte order mark before a NUL": "\ufeff\u0000",
  "lines and control characters": "\t one\r\ntwo\n\u001b[31m\u2028three",
  "quotes and wildcards": `'; DROP TABLE messages; -- "%_\\`,
  "10 KiB of four-byte characters": "𝕏".repeat(2560),
};

/** What goes in comes out, and stays. */
export function keepingContract(test: Test, open: OpenSubject): void {
  test("every text comes back as it went in", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    for (const [what, text] of Object.entries(TEXTS)) {
      const posted = await apply(store, post(ann, what.replaceAll(/\W/g, "-"), { text }));
      assertEquals(posted.text, text, what);
      assertEquals((await store.page("general", {}, 1))?.messages, [posted], what);
    }
  });

  test("half a surrogate pair is answered as it will be read", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const posted = await apply(store, post(ann, "a", { text: "half \ud83d of it" }));
    assertEquals(await readAll(store, "general", 9), [posted]);
    const edited = await apply(store, edit(ann, 1, "other half \ude00"));
    assertEquals(await readAll(store, "general", 9), [edited]);
  });

  test("a room knows the seq of its newest message, whatever changed since", async () => {
    await using subject = await openWithRooms(open, "general", "help");
    const { store } = subject;
    await store.append([post(ann, "a"), post(ann, "b"), edit(ann, 1, "edited"), remove(ann, 2)]);
    const rooms = (await store.rooms()).map(({ id, version, lastSeq }) => [id, version, lastSeq]);
    assertEquals(rooms, [["general", 4, 2], ["help", 0, 0]]);
  });

  test("rooms are listed by id", async () => {
    await using subject = await openWithRooms(open, "b", "a-2", "c", "a", "10", "9");
    const ids = (await subject.store.rooms()).map(({ id }) => id);
    assertEquals(ids, ["10", "9", "a", "a-2", "b", "c"]);
  });

  test("everything is there when the store is opened again", async () => {
    await using subject = await openWithRooms(open, "general", "help");
    await subject.store.append([
      post(ann, "a"),
      post(bob, "b", { replyTo: 1 }),
      post(ann, "c", { room: "help" }),
      edit(ann, 1, "edited"),
      remove(bob, 2),
    ]);
    const look = async () => ({
      rooms: await subject.store.rooms(),
      general: await readAll(subject.store, "general", 9),
      help: await readAll(subject.store, "help", 9),
    });
    const before = await look();
    await subject.reopen();
    assertEquals(await look(), before);
    assertEquals((await apply(subject.store, post(ann, "d"))).seq, 5);
  });

  test("what was accepted before close is answered and kept", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const appends = Array.from(
      { length: 20 },
      (_, index) => store.append([post(ann, `m${index}`)]),
    );
    const read = store.rooms();
    await subject.reopen();
    assertEquals((await Promise.all(appends)).flat().filter(({ ok }) => ok).length, 20);
    assertEquals((await read).length, 1);
    assertEquals((await readAll(subject.store, "general", 50)).length, 20);
  });

  test("every call after close rejects with a StorageError, and closing again is fine", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.close();
    const calls = [
      () => store.append([post(ann, "a")]),
      () => store.page("general", {}, 1),
      () => store.changes("general", 0, 1),
      () => store.snapshot("general", 1),
      () => store.rooms(),
      () => store.createRoom(newRoom("x")),
      () => store.updateRoom("general", { title: "x" }, ann.id),
      () => store.pendingErasures(),
      () => store.setMember({ room: "general", user: ann.id, actor: ann.id }),
    ];
    for (const call of calls) await storageError(call());
    await store.close();
  });
}
