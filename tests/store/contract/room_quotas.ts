import { assertEquals } from "@std/assert";
import type { NewRoom, RoomQuotas } from "../../../hub/ports/store.ts";
import type { RoomKind } from "../../../protocol/entities.ts";
import { claimAll, newAccount } from "./people.ts";
import { type Adapter, ann, bob, cem, newRoom, type OpenSubject, type Test } from "./subject.ts";

/** How many rooms there may be: counted in the transaction that makes one. */
export function roomQuotasContract(test: Test, open: OpenSubject): void {
  const plenty = { public: 99, private: 99, direct: 99 };

  /** The outcomes of making rooms that differ in their ids only, all asked for at once. */
  async function make(
    store: Adapter,
    { ids, quotas, ...more }: Partial<NewRoom> & { ids: string[]; quotas: Partial<RoomQuotas> },
  ): Promise<string[]> {
    const all = { rooms: 99, guestRooms: 99, roomsPerUser: plenty, ...quotas };
    const made = await Promise.all(ids.map((id) => store.createRoom(newRoom(id, more), all)));
    return made.map((outcome) => outcome.ok ? "ok" : outcome.error.code);
  }

  test("of rooms that are made at once as many are made as the quotas let in", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    const ids = ["a", "b", "c"];
    const roomsPerUser = { ...plenty, private: 2 };
    const maker = ann;
    const kind = "private";
    assertEquals(await make(store, { ids, kind, maker, quotas: { roomsPerUser } }), [
      "ok",
      "ok",
      "too_many_rooms",
    ]);
    assertEquals((await store.rooms()).map(({ id, madeBy }) => [id, madeBy]), [
      ["a", ann.id],
      ["b", ann.id],
    ]);
  });

  test("each kind of room has places of its own", async () => {
    await using subject = await open();
    const { store } = subject;
    await claimAll(store, ann);
    for (const kind of ["public", "private", "direct"] as RoomKind[]) {
      const ids = [`${kind}-1`, `${kind}-2`];
      const outcomes = await make(store, { ids, kind, maker: ann, quotas: { rooms: 1 } });
      assertEquals(outcomes, ["ok", "too_many_rooms"], kind);
    }
  });

  test("rooms of guests count together, those that are archived don't, and an account's are apart", async () => {
    await using subject = await open();
    const { store } = subject;
    await store.claim(newAccount(ann, { role: "owner" }));
    const quotas = { guestRooms: 1 };
    assertEquals(await make(store, { ids: ["a"], maker: bob, quotas }), ["ok"]);
    assertEquals(await make(store, { ids: ["b"], maker: cem, quotas }), ["too_many_rooms"]);
    assertEquals(await make(store, { ids: ["c"], maker: ann, quotas }), ["ok"]);
    await store.updateRoom("a", { archived: true }, ann.id);
    assertEquals(await make(store, { ids: ["b"], maker: cem, quotas }), ["ok"]);
    assertEquals((await store.rooms()).map(({ id, madeBy }) => [id, madeBy]), [
      ["a", bob.id],
      ["b", cem.id],
      ["c", ann.id],
    ]);
  });

  test("a taken id is told as taken where no room may be made either", async () => {
    await using subject = await open();
    const { store } = subject;
    assertEquals(await make(store, { ids: ["a", "a"], quotas: { rooms: 1 } }), [
      "ok",
      "room_exists",
    ]);
  });
}
