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

/** Notes anew how many are in a room, if it is a public one. */
export function prepareCountPeople(db: DatabaseSync): (id: string) => void {
  const count = db.prepare(
    `UPDATE rooms SET people = counted.people, people_revision = people_revision + 1
     FROM (SELECT r.key, (SELECT count(*) FROM members WHERE room = r.key) AS people
       FROM rooms r WHERE r.id = ? AND r.kind = 'public') AS counted
     WHERE rooms.key = counted.key AND rooms.people <> counted.people`,
  );
  return (id) => void count.run(id);
}
