import { BoundedMap } from "../bounded_map.ts";
import type { PeopleFact } from "../ports/broker.ts";
import type { RoomRecord } from "../ports/store.ts";

/** How many are remembered: far more than a broker may be behind with. */
const MOST = 10_000;

/** A room as it was when it was deleted. */
export type Deleted = Pick<RoomRecord, "id" | "revision" | "peopleRevision">;

/** Which rooms were deleted, and at which revision: what is told of one late does not bring it back. */
export class Deletions {
  readonly #byId = new BoundedMap<string, Deleted>(MOST);

  /** Whether what is told of a room is from before its deletion. */
  includes({ id, revision }: Pick<RoomRecord, "id" | "revision">): boolean {
    return revision <= (this.#byId.get(id)?.revision ?? -1);
  }

  /** The same of what is told of its people. */
  includesPeople({ room, peopleRevision }: Pick<PeopleFact, "room" | "peopleRevision">): boolean {
    return peopleRevision <= (this.#byId.get(room)?.peopleRevision ?? -1);
  }

  add({ id, revision, peopleRevision }: Deleted): void {
    this.#byId.set(id, { id, revision, peopleRevision });
  }
}
