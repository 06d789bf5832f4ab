import { assertEquals } from "@std/assert";
import type { Change } from "../../../hub/ports/store.ts";
import { audited, claimAll } from "./people.ts";
import {
  ann,
  applied,
  apply,
  bob,
  cem,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  postMany,
  readAll,
  refused,
  type Test,
} from "./subject.ts";

/** The removal of all that somebody wrote. */
export function erasuresContract(test: Test, open: OpenSubject): void {
  const erasure = { userId: ann.id, actor: cem.id, at: 1000 };
  const erase = (seq: number, room = "general"): Change => ({
    kind: "delete",
    room,
    user: cem,
    seq,
    erasure: true,
  });

  test("an erasure is pending from its ban on, over a restart, until it is finished", async () => {
    await using subject = await openWithRooms(open, "general");
    await subject.store.addBans([], {
      erasure: { ...erasure, userId: "u_later", at: 2000 },
      audit: [],
    });
    await subject.store.addBans([], { erasure, audit: [] });
    await subject.store.addBans([], { erasure: { ...erasure, actor: "u_other" }, audit: [] });
    await subject.reopen();
    const { store } = subject;
    assertEquals((await store.pendingErasures()).map(({ userId }) => userId), [ann.id, "u_later"]);
    assertEquals((await store.pendingErasures())[0], erasure, "goes on as it is");
    assertEquals(await store.finishErasure(ann.id, 0), true);
    assertEquals(await store.finishErasure(ann.id, 0), true, "again");
    assertEquals((await store.pendingErasures()).map(({ userId }) => userId), ["u_later"]);
  });

  test("an erasure deletes wherever its author wrote: in archived rooms, and in those of others", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann, bob);
    const members = [{ userId: ann.id, manager: true }];
    await store.createRoom(newRoom("general", { members }));
    await store.createRoom(newRoom("staff", { kind: "private", members }));
    await store.append([post(ann, "a"), post(bob, "b"), post(ann, "c", { room: "staff" })]);
    await store.updateRoom("general", { archived: true }, ann.id);
    await store.addBans([], { erasure, audit: [] });
    assertEquals((await apply(store, erase(1))).text, "");
    assertEquals((await applied(store, erase(1))).repeated, true);
    await apply(store, erase(1, "staff"));
    assertEquals((await refused(store, erase(2))).code, "forbidden", "somebody else's");
    assertEquals((await readAll(store, "general", 9)).map(({ text }) => text), ["", "b"]);
    assertEquals(await audited(store), []);
    assertEquals(await store.finishErasure(ann.id, 2), true);
    assertEquals(await audited(store), [`account.remove_messages ${ann.id}`]);
    const [entry] = await store.listAudit(null, 1);
    assertEquals([entry?.actor, entry?.details], [cem.id, { name: "Ann", messages: 2 }]);
  });

  test("an erasure is not over while its author has posted since what they wrote was looked for", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.addBans([], { erasure, audit: [] });
    const { posted } = await store.postsOf(ann.id, null, 10);
    await store.append([post(ann, "late")]);
    assertEquals(await store.finishErasure(ann.id, posted), false);
    assertEquals((await store.pendingErasures()).length, 1);
    assertEquals(await audited(store), []);
    assertEquals((await store.postsOf(ann.id, null, 10)).posted, 1);
  });

  test("without a pending erasure nobody deletes by one", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await postMany(store, 2);
    assertEquals((await refused(store, erase(1))).code, "forbidden");
    await store.addBans([], { erasure, audit: [] });
    await apply(store, erase(1));
    await store.finishErasure(ann.id, 2);
    assertEquals((await refused(store, erase(2))).code, "forbidden");
  });
}
