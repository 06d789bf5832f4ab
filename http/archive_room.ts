import { refuseManage } from "../hub/access.ts";
import type { Account } from "../protocol/entities.ts";
import { fail, ok, type Result } from "../protocol/errors.ts";
import type { State } from "./define.ts";

/** Archives a room or brings it back, and writes it to the audit log. */
export async function archiveRoom(
  { hub, accounts }: Pick<State, "hub" | "accounts">,
  actor: Account,
  id: string,
  archived: boolean,
): Promise<Result<void>> {
  const missing = fail("room_not_found", `There is no room "${id}"`);
  const room = hub.room(id, actor);
  if (!room) return missing;
  const error = refuseManage(actor, room);
  if (error) return { ok: false, error };
  const record = await hub.store.updateRoom(id, { archived });
  if (!record) return missing;
  hub.publishRoom(record);
  const action = archived ? "room.archive" : "room.unarchive";
  await accounts.note(actor, action, id, { name: room.info.title });
  return ok(undefined);
}
