import type { Erasure, Place, Store } from "../ports/store.ts";
import type { Room } from "./room.ts";

/** How many messages are deleted together. */
const AT_ONCE = 500;

/** Works an erasure off, through the rooms that the messages are in, so that everybody sees them go. How many it removed.
 *  @throws StorageError when some could not be deleted: then the erasure is still pending */
export async function eraseMessages(
  { store, rooms }: { store: Store; rooms: ReadonlyMap<string, Room> },
  erasure: Erasure,
): Promise<number> {
  let after: Place | null = null;
  for (;;) {
    const places: Place[] = await store.postsOf(erasure.userId, after, AT_ONCE);
    await Promise.all(places.map((place) => erase(rooms.get(place.room)!, place, erasure)));
    if (places.length < AT_ONCE) return await store.finishErasure(erasure.userId) ?? 0;
    after = places.at(-1)!;
  }
}

function erase(target: Room, { room, seq }: Place, { actor }: Erasure): Promise<void> {
  return new Promise((resolve, reject) => {
    target.change(
      { kind: "delete", room, user: { id: actor, name: "" }, seq, erasure: true },
      (outcome) => outcome instanceof Error ? reject(outcome) : resolve(),
    );
  });
}
