import { type Account, publicUser } from "../../protocol/entities.ts";
import type { Place, Store } from "../ports/store.ts";
import type { Room } from "./room.ts";

/** How many messages are removed together. */
const AT_ONCE = 500;

/** Deletes all that a user wrote, through the rooms it is in, so that everybody sees it go. How many messages.
 *  @param actor in whose name; must be one who may
 *  @throws StorageError when some of it could not be deleted */
export async function removeMessages(
  { store, rooms }: { store: Store; rooms: ReadonlyMap<string, Room> },
  userId: string,
  actor: Account,
): Promise<number> {
  let removed = 0;
  let after: Place | null = null;
  for (;;) {
    const places: Place[] = await store.postsOf(userId, after, AT_ONCE);
    await Promise.all(places.map((place) => remove(rooms.get(place.room)!, place, actor)));
    removed += places.length;
    if (places.length < AT_ONCE) return removed;
    after = places.at(-1)!;
  }
}

function remove(target: Room, { room, seq }: Place, actor: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    target.change(
      { kind: "delete", room, user: publicUser(actor), seq, moderates: true },
      (outcome) => outcome instanceof Error ? reject(outcome) : resolve(),
    );
  });
}
