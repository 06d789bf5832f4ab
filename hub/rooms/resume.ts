import type { ChangePage } from "../../protocol/entities.ts";
import type { Store } from "../ports/store.ts";

/** Up to where somebody is complete. */
export interface Position {
  /** The version of the last change they have. */
  after: number;
  /** Of the data that version is of; undefined for who does not know, and is taken to mean the store's. */
  epoch: string | undefined;
}

/** What somebody needs to be where the room is: changes, or with `reset` the newest page instead. */
export type Resumed = ChangePage & { reset?: true };

/** The changes of a room after a position, at most `limit`; or the newest page (of `pageSize`) when the store's data
 *  never had that position, as after a restore from a backup. Null when there is no such room.
 *  @throws StorageError */
export async function resume(
  store: Store,
  room: string,
  { have: { after, epoch = store.epoch }, limit, pageSize }: {
    have: Position;
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
