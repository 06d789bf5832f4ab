import { assertEquals } from "@std/assert";
import type { Ban } from "../../../accounts/ports.ts";
import type { Change } from "../../../hub/ports/store.ts";
import type { Result } from "../../../protocol/errors.ts";
import { claimAll, MADE_AT, newAccount } from "./people.ts";
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
  refused,
  remove,
  type Test,
  versionOf,
} from "./subject.ts";

/** Who is banned or deactivated changes nothing from the moment that is stored, whatever a hub knows of it. */
export function keptOutContract(test: Test, open: OpenSubject): void {
  const ban = (id: string, userId: string, more: Partial<Ban> = {}): Ban => ({
    id,
    userId,
    address: null,
    reason: "spam",
    createdBy: cem.id,
    createdAt: MADE_AT,
    expiresAt: null,
    ...more,
  });
  const codeOf = (change: Promise<Result<unknown>>) =>
    change.then((answer) => answer.ok ? "ok" : answer.error.code);
  const inOps = { room: "ops" };

  /** Ann has written to "general", and to "ops", where only she may. */
  async function openWritten() {
    const subject = await openWithRooms(open, "general");
    const { store } = subject;
    await claimAll(store, ann, bob);
    await store.createRoom(newRoom("ops", {
      maker: ann,
      members: [{ userId: ann.id, manager: true }],
    }));
    await store.updateRoom("ops", { posting: "managers" }, ann.id);
    await store.append([post(ann, "a"), post(ann, "a", inOps)]);
    return subject;
  }

  const changesOfAnn: Change[] = ["general", "ops"].flatMap((room) => [
    post(ann, "new", { room }),
    post(ann, "reply", { room, replyTo: 99 }),
    edit(ann, 1, "other", room),
    remove(ann, 1, room),
  ]);

  /** What Ann is told of everything that she tries; nothing of it may be written. */
  async function refusalsOfAnn(store: Adapter): Promise<string[]> {
    const answers = await store.append(changesOfAnn);
    const all = [
      ...answers.map((answer) => answer.ok ? "ok" : answer.error.code),
      ...await Promise.all([
        codeOf(store.createRoom(newRoom("hers", { maker: ann }))),
        codeOf(store.updateRoom("ops", { topic: "hers" }, ann.id)),
        codeOf(store.deleteRoom("ops", ann.id)),
        codeOf(store.setMember({ room: "ops", user: bob.id, manager: true, actor: ann.id })),
        codeOf(store.enterRoom("general", ann, 9)),
      ]),
    ];
    assertEquals((await store.rooms()).map(({ id, version, topic }) => [id, version, topic]), [
      ["general", 1, ""],
      ["ops", 1, ""],
    ]);
    return [...new Set(all)];
  }

  test("who is banned changes nothing, is told the terms, and gets the first answers to what was written before", async () => {
    await using subject = await openWritten();
    const { store } = subject;
    await store.addBans([ban("b_1", ann.id)], { audit: [] });
    assertEquals(await refusalsOfAnn(store), ["banned"]);
    const { retryable, ban: terms } = await refused(store, post(ann, "new"));
    assertEquals([retryable, terms], [false, { reason: "spam", until: null }]);
    assertEquals((await applied(store, post(ann, "a"))).repeated, true);
    assertEquals((await applied(store, post(ann, "a", inOps))).repeated, true);
    await apply(store, post(bob, "b"));
    await subject.reopen();
    assertEquals((await refused(subject.store, post(ann, "new"))).code, "banned");
  });

  test("who is deactivated changes nothing, until they are not any more", async () => {
    await using subject = await openWritten();
    const { store } = subject;
    await store.updateAccount(ann.id, { deactivatedAt: MADE_AT });
    assertEquals(await refusalsOfAnn(store), ["session_expired"]);
    assertEquals((await applied(store, post(ann, "a"))).repeated, true);
    await store.updateAccount(ann.id, { deactivatedAt: null });
    await apply(store, post(ann, "new"));
  });

  test("a ban holds until it ends by the store's clock or is lifted, and of several the longest", async () => {
    await using subject = await openWritten();
    const { store, clock } = subject;
    const until = clock.ms + 1_000;
    await store.addBans([
      ban("b_1", ann.id, { expiresAt: until, reason: "short" }),
      ban("b_2", ann.id, { expiresAt: until + 500, reason: "long" }),
    ], { audit: [] });
    const terms = { reason: "long", until: until + 500 };
    assertEquals((await refused(store, post(ann, "x"))).ban, terms);
    clock.ms = until + 499;
    assertEquals((await refused(store, edit(ann, 1, "x"))).ban, terms);
    clock.ms = until + 500;
    await apply(store, post(ann, "x"));
    await store.addBans([ban("b_3", ann.id)], { audit: [] });
    assertEquals((await refused(store, post(ann, "y"))).code, "banned");
    await store.removeBan("b_3");
    await apply(store, post(ann, "y"));
  });

  test("a guest who is banned writes nothing, and a ban of an address keeps nobody's words out", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.append([post(ann, "a"), post(bob, "b")]);
    await store.addBans([ban("b_1", ann.id), { ...ban("b_2", ""), userId: null, address: "::1" }], {
      audit: [],
    });
    assertEquals((await refused(store, post(ann, "c"))).code, "banned");
    await apply(store, post(bob, "d"));
  });

  test("a ban counts from the call before on, in one commit too, and one that fails does not count", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.addBans([ban("b_1", bob.id)], { audit: [] });
    const [before, , during, , after] = await Promise.all([
      store.append([post(ann, "a")]),
      store.addBans([ban("b_2", ann.id)], { audit: [] }),
      store.append([post(ann, "b")]),
      store.removeBan("b_2"),
      store.append([post(ann, "c")]),
    ]);
    const codes = [before, during, after].flat().map((it) => it.ok ? "ok" : it.error.code);
    assertEquals(codes, ["ok", "banned", "ok"]);
    // An id that is there already: nothing of it is written.
    const twice = store.addBans([ban("b_3", ann.id), ban("b_1", ann.id)], { audit: [] });
    const [failed, written] = await Promise.allSettled([twice, store.append([post(ann, "d")])]);
    assertEquals([failed.status, written.status], ["rejected", "fulfilled"]);
    await apply(store, post(ann, "e"));
  });

  test("what a banned person wrote is erased, also by an admin who is banned meanwhile", async () => {
    await using subject = await openWithRooms(open, "general");
    const { store } = subject;
    await store.claim(newAccount(cem, { role: "admin" }));
    await store.append([post(ann, "a")]);
    const erasure = { userId: ann.id, actor: cem.id, at: MADE_AT };
    await store.addBans([ban("b_1", ann.id)], { erasure, audit: [] });
    await store.addBans([ban("b_2", cem.id)], { audit: [] });
    await apply(store, { kind: "delete", room: "general", user: cem, seq: 1, erasure: true });
    const { posted } = await store.postsOf(ann.id, null, 9);
    assertEquals(await store.finishErasure(ann.id, posted), true);
    assertEquals((await refused(store, post(ann, "late"))).code, "banned");
    assertEquals(await versionOf(store, "general"), 2);
  });
}
