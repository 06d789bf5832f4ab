import type { ChangePage } from "../../protocol/entities.ts";
import type { Store } from "../ports/store.ts";

/** What somebody needs to be where the room is: changes, or with `reset` the newest page instead. */
export type Resumed = ChangePage & { reset?: true };

/** The changes of a room after a position, at most `limit`; or the newest page (of `pageSize`) when the store's data
 *  never had that position, as after a restore from a backup. Null when there is no such room.
 *  @param epoch that of `after`; without, the store's is taken for it
 *  @throws StorageError */
export async function resume(
  store: Store,
  { room, after, epoch = store.epoch, limit, pageSize }: {
    room: string;
    after: number;
    epoch: string | undefined;
    limit: number;
    pageSize: number;
  },
): Promise<Resumed | null> {
  if (epoch === store.epoch) {
    const changes = await store.changes(room, after, limit);
    if (!changes || after <= changes.version) return changes;
  }
  const newest = await store.snapshot(room, pageSize);
  return newest && { ...newest, reset: true };
}
