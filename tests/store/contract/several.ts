import { assertEquals } from "@std/assert";
import type { Store } from "../../../hub/ports/store.ts";
import { claimAll, MADE_AT, newAccount, newSession, verdict } from "./people.ts";
import {
  type Adapter,
  ann,
  applied,
  apply,
  bob,
  cem,
  edit,
  newRoom,
  type OpenSubject,
  openWithRooms,
  post,
  readAll,
  type Test,
} from "./subject.ts";

const TRIES = 40;

/** What holds when several processes write to one storage: the same as in one, because it is decided where it is
 *  written. */
export function severalContract(test: Test, open: OpenSubject): void {
  /** Who manages the room, by id. */
  async function managersOf(store: Store, id: string): Promise<string[]> {
    const { members } = (await store.rooms()).find((room) => room.id === id)!;
    return members.filter(({ manager }) => manager).map(({ user }) => user.id);
  }

  /** Does one thing on each of two stores at once, in either order. */
  async function atOnce(
    stores: [Adapter, Adapter],
    turn: number,
    ...acts: ((store: Adapter) => Promise<unknown>)[]
  ): Promise<void> {
    const [first, second] = turn % 2 ? stores : stores.toReversed();
    await Promise.all(acts.map((act, i) => act(i % 2 ? first! : second!)));
  }

  test("two stores on one storage keep one order, and one answer for a message sent to both", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const other = await subject.another();
    for (let n = 0; n < 20; n++) {
      await Promise.all([
        apply(store, post(ann, `one-${n}`)),
        apply(other, post(ann, `other-${n}`)),
      ]);
    }
    const versions = (await readAll(store, "general", 50)).map(({ version }) => version);
    assertEquals(versions, Array.from({ length: 40 }, (_, index) => index + 1));
    const answers = await Promise.all(
      [store, other].map((each) => applied(each, post(ann, "both"))),
    );
    assertEquals(answers.map(({ repeated }) => repeated).sort(), [false, true]);
    assertEquals(answers[0]!.message, answers[1]!.message);
  });

  test("of two edits made on one version at once one is refused, whichever store it comes to", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    const other = await subject.another();
    let base = (await apply(store, post(ann, "a"))).version;
    for (let n = 0; n < 10; n++) {
      const [[one], [two]] = await Promise.all([
        store.append([{ ...edit(ann, 1, `one ${n}`), base }]),
        other.append([{ ...edit(ann, 1, `two ${n}`), base }]),
      ]);
      const refused = [one!, two!].filter(({ ok }) => !ok);
      assertEquals(refused.map((it) => !it.ok && it.error.code), ["edit_conflict"]);
      base += 1;
    }
  });

  test("a manager who is removed in one store and invites herself in another is out", async () => {
    await using subject = await open();
    const { store } = subject;
    const stores: [Adapter, Adapter] = [store, await subject.another()];
    await claimAll(store, ann, bob);
    for (let n = 0; n < TRIES; n++) {
      const room = `race-${n}`;
      const members = [ann, bob].map(({ id }) => ({ userId: id, manager: true }));
      await store.createRoom(newRoom(room, { kind: "private", members }));
      await atOnce(
        stores,
        n,
        (store) => store.setMember({ room, user: bob.id, manager: null, actor: ann.id }),
        (store) => store.setMember({ room, user: bob.id, manager: true, actor: bob.id }),
      );
      assertEquals(await managersOf(store, room), [ann.id]);
    }
  });

  test("of two managers who leave at once, each in a store of their own, one stays", async () => {
    await using subject = await open();
    const { store } = subject;
    const stores: [Adapter, Adapter] = [store, await subject.another()];
    await claimAll(store, ann, bob, cem);
    for (let n = 0; n < TRIES; n++) {
      const room = `race-${n}`;
      const members = [ann, bob, cem].map(({ id }) => ({ userId: id, manager: id !== cem.id }));
      await store.createRoom(newRoom(room, { kind: "private", members }));
      await atOnce(
        stores,
        n,
        (store) => store.setMember({ room, user: ann.id, manager: null, actor: ann.id }),
        (store) => store.setMember({ room, user: bob.id, manager: false, actor: bob.id }),
      );
      assertEquals((await managersOf(store, room)).length, 1);
    }
  });

  test("a session that begins in one store while another deactivates its account is gone", async () => {
    await using subject = await open();
    const { store } = subject;
    const stores: [Adapter, Adapter] = [store, await subject.another()];
    await claimAll(store, ann);
    for (let n = 0; n < TRIES; n++) {
      await atOnce(
        stores,
        n,
        (store) => store.addSession(newSession(`s${n}`, ann.id)),
        (store) => store.updateAccount(ann.id, { deactivatedAt: MADE_AT }),
      );
      await store.updateAccount(ann.id, { deactivatedAt: null });
      assertEquals(await store.listSessions(ann.id), []);
    }
  });

  test("of claims of one name in several stores at once one wins", async () => {
    await using subject = await open();
    const stores = [subject.store, await subject.another()];
    const answers = await Promise.all(
      [ann, bob, cem].map((user, i) =>
        verdict(stores[i % 2]!.claim(newAccount(user, { key: "one" })))
      ),
    );
    assertEquals(answers.sort(), ["ok", "taken", "taken"]);
  });
}
