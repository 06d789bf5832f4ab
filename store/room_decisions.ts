import type { AuditEntry } from "../accounts/ports.ts";
import type { MemberChange, RoomPatch, RoomQuotas, RoomRecord } from "../hub/ports/store.ts";
import type { Account, RoomKind } from "../protocol/entities.ts";
import {
  ok,
  type Result,
  roomNotFound,
  userNotFound,
  type WireError,
  wireError,
} from "../protocol/errors.ts";
import {
  actsByRole,
  type Guarded,
  isLastManager,
  mayRead,
  refuseDelete,
  refuseManage,
  refuseUnlessEmpty,
} from "../protocol/room_rules.ts";
import type { Actor } from "./kept_out.ts";

/** What may become of a room, decided on what one transaction has read of it. The same for every adapter. */

/** An entry of the audit log before it has its time. */
export type AuditNote = Omit<AuditEntry, "at">;

/** How many rooms there are when one more is to be made. */
export interface RoomCounts {
  /** Of its kind. */
  ofKind: number;
  /** Of its kind, by the same maker. */
  ofMaker: number;
  /** Public ones made by guests that are not archived. */
  byGuests: number;
}

/** Why a room may not be made; null when it may. */
export function refuseCreation(
  kind: RoomKind,
  { byGuest, counts, quotas: { rooms, guestRooms, roomsPerUser } }: {
    byGuest: boolean;
    counts: RoomCounts;
    quotas: RoomQuotas;
  },
): WireError | null {
  if (counts.ofKind >= rooms) {
    return wireError("too_many_rooms", `This server can hold no more ${KINDS[kind]}`);
  }
  if (byGuest) {
    if (counts.byGuests < guestRooms) return null;
    const message = `Guests have made ${guestRooms} rooms, the limit: it takes an account`;
    return wireError("too_many_rooms", message);
  }
  const most = roomsPerUser[kind];
  if (counts.ofMaker < most) return null;
  const message = `You have made ${most} ${KINDS[kind]}, the limit`;
  return wireError("too_many_rooms", message);
}

/** Why somebody may not come into one more public room; null when they may.
 *  @param isIn how many they are in */
export function refuseEntering(id: string, isIn: number, most: number): WireError | null {
  if (isIn < most) return null;
  const message = `Cannot join "${id}": you are in ${most} rooms, the limit: leave one for good`;
  return wireError("too_many_rooms", message);
}

/** What to write when somebody changes the settings of a room: the patch as it came, with these notes.
 *  @param room null when there is none */
export function decideUpdate(
  room: RoomRecord | null,
  { id, patch, actor }: { id: string; patch: RoomPatch; actor: Actor },
): Result<AuditNote[]> {
  const guarded = room && guard(room);
  if (!guarded || !mayRead(actor, guarded)) return { ok: false, error: roomNotFound(id) };
  const error = actor.keptOut ?? refuseManage(actor, guarded);
  if (error) return { ok: false, error };
  return ok(actsByRole(actor, guarded) ? notesOf(room, patch, actor) : []);
}

/** What to note when somebody deletes a room.
 *  @param room null when there is none
 *  @param actor null for the server itself */
export function decideDeletion(
  room: RoomRecord | null,
  { id, actor }: { id: string; actor: Actor | null },
): Result<AuditNote[]> {
  const guarded = room && guard(room);
  if (!guarded || (actor && !mayRead(actor, guarded))) {
    return { ok: false, error: roomNotFound(id) };
  }
  const error = actor ? actor.keptOut ?? refuseDelete(actor, guarded) : refuseUnlessEmpty(guarded);
  if (error) return { ok: false, error };
  if (!actor || actor.id === guarded.madeBy || !actsByRole(actor, guarded)) return ok([]);
  return ok([{
    actor: actor.id,
    action: "room.delete",
    target: id,
    details: { name: guarded.title },
  }]);
}

/** How somebody's membership is to be written: whether they manage the room, or null for not being in it.
 *  @param room null when there is none
 *  @param isAccount whether the member-to-be is an account in use */
export function decideMember(
  room: RoomRecord | null,
  change: MemberChange,
  { actor, isAccount }: { actor: Actor; isAccount: boolean },
): Result<{ manager: boolean | null; notes: AuditNote[] }> {
  const guarded = room && guard(room);
  if (!guarded || !mayRead(actor, guarded)) return { ok: false, error: roomNotFound(change.room) };
  const manager = managerAfter(guarded, change);
  const error = actor.keptOut ??
    (change.manager === null
      ? refuseRemoval(guarded, change.user, actor)
      : refuseInvitation(guarded, change.user, { actor, isAccount, manager }));
  if (error) return { ok: false, error };
  const action = change.manager === null ? "room.remove" : "room.invite";
  const isNoted = change.user !== actor.id && actsByRole(actor, guarded);
  const details = { user: change.user, manager };
  const notes = isNoted ? [{ actor: actor.id, action, target: change.room, details }] : [];
  return ok({ manager, notes });
}

/** What a room refuses by its rules, with the managers and members it has. */
export function guard(room: RoomRecord): RoomRecord & Guarded {
  const managerOf = new Map(room.members.map(({ user, manager }) => [user.id, manager]));
  return { ...room, managerOf };
}

/** Everybody is in a public room: only its managers are kept. */
function managerAfter({ kind, managerOf }: Guarded, { user, manager }: MemberChange) {
  if (manager === null) return null;
  const isPublic = kind === "public";
  const after = manager ?? managerOf.get(user) ?? isPublic;
  return isPublic && !after ? null : after;
}

function refuseRemoval(room: Guarded, user: string, actor: Account): WireError | null {
  const leaves = user === actor.id && room.kind !== "direct";
  const error = leaves ? null : refuseManage(actor, room);
  if (error) return error;
  if (!room.managerOf.has(user)) return userNotFound(user);
  return isLastManager(user, room) ? NEEDS_MANAGER : null;
}

function refuseInvitation(
  room: Guarded,
  user: string,
  { actor, isAccount, manager }: { actor: Account; isAccount: boolean; manager: boolean | null },
): WireError | null {
  const error = refuseManage(actor, room);
  if (error) return error;
  if (!manager && isLastManager(user, room)) return NEEDS_MANAGER;
  return isAccount ? null : userNotFound(user);
}

function notesOf({ id, title }: RoomRecord, patch: RoomPatch, actor: Account): AuditNote[] {
  const note = (action: string, details: AuditNote["details"]): AuditNote => ({
    actor: actor.id,
    action,
    target: id,
    details: { name: title, ...details },
  });
  const { archived, ...rest } = patch;
  const changes = Object.entries(rest).filter(([, value]) => value !== undefined);
  const notes = changes.length > 0 ? [note("room.update", Object.fromEntries(changes))] : [];
  if (archived === undefined) return notes;
  return [note(archived ? "room.archive" : "room.unarchive", {}), ...notes];
}

const KINDS: Record<RoomKind, string> = {
  public: "public rooms",
  private: "private rooms",
  direct: "direct conversations",
};

const NEEDS_MANAGER = wireError(
  "forbidden",
  "The room needs a manager: make somebody else one first",
);
