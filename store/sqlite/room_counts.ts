import type { DatabaseSync } from "node:sqlite";
import type { RoomKind } from "../../protocol/entities.ts";
import type { RoomCounts } from "../room_decisions.ts";

/** Counts the rooms that quotas are about; from indexes alone. */
export function prepareCountRooms(
  db: DatabaseSync,
): (kind: RoomKind, makerKey: number | null) => RoomCounts {
  const ofKind = db.prepare("SELECT count(*) AS n FROM rooms WHERE kind = ?");
  const ofMaker = db.prepare("SELECT count(*) AS n FROM rooms WHERE made_by = ? AND kind = ?");
  const byGuests = db.prepare(
    "SELECT count(*) AS n FROM rooms WHERE by_guest = 1 AND archived_at IS NULL",
  );
  const count = (row: Record<string, unknown> | undefined) => row?.n as number;
  return (kind, makerKey) => ({
    ofKind: count(ofKind.get(kind)),
    ofMaker: count(ofMaker.get(makerKey, kind)),
    byGuests: count(byGuests.get()),
  });
}
