import type { RoomRecord } from "../ports/store.ts";

/** How many are remembered: far more than a broker may be behind with. */
const MOST = 10_000;

type Revised = Pick<RoomRecord, "id" | "revision">;

/** Which rooms were deleted, and at which revision: what is told of one late does not bring it back. */
export class Deletions {
  /** By the room's id, latest last. */
  readonly #revisions = new Map<string, number>();

  /** Whether what is told of a room is from before its deletion. */
  includes({ id, revision }: Revised): boolean {
    return revision <= (this.#revisions.get(id) ?? -1);
  }

  add({ id, revision }: Revised): void {
    this.#revisions.delete(id);
    this.#revisions.set(id, revision);
    if (this.#revisions.size <= MOST) return;
    const [oldest] = this.#revisions.keys();
    this.#revisions.delete(oldest!);
  }
}
