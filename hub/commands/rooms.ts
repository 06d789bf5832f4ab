import { publicUser } from "../../protocol/entities.ts";
import { fail, ok, type Result, type WireError, wireError } from "../../protocol/errors.ts";
import { FOUND_USERS, TITLE_CHARACTERS } from "../../protocol/limits.ts";
import { parseTitle, parseTopic } from "../../protocol/name.ts";
import type { ClientRequests } from "../../protocol/requests.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { actsByRole, isLastManager, refuseManage } from "../../protocol/room_rules.ts";
import { audit } from "../audit.ts";
import type { Connection } from "../connections/connection.ts";
import type { RoomPatch } from "../ports/store.ts";
import { directId } from "../rooms/direct_id.ts";
import type { Room } from "../rooms/room.ts";
import type { CommandContext, Commands } from "./context.ts";
import { claimFirst, roomNotFound, userNotFound } from "./errors.ts";

/** Which rooms there are, what they are like and who belongs to them. */
export const roomCommands: Commands<
  | "room.list"
  | "room.create"
  | "room.update"
  | "room.members"
  | "room.invite"
  | "room.remove"
  | "direct.open"
  | "user.find"
> = {
  "room.list": (context, connection, { ref }) => {
    context.watchRooms(connection);
    connection.reply(ref, "room.list", { rooms: context.rooms(connection.account!) });
  },

  "room.create": async (context, connection, { ref, id, title, private: isPrivate }) => {
    const account = connection.account!;
    const parsed = parseTitle(title ?? id);
    if (!parsed.ok) return connection.refuse(ref, wireError("bad_message", parsed.message));
    if (isPrivate && !hasAccount(account)) return connection.refuse(ref, claimFirst());
    const created = await context.createRoom({
      id: isPrivate ? privateId(id) : id,
      title: parsed.name,
      topic: "",
      kind: isPrivate ? "private" : "public",
      members: hasAccount(account) ? [{ userId: account.id, manager: true }] : [],
    }, connection.origin.address);
    if (!created.ok) return connection.refuse(ref, created.error);
    connection.reply(ref, "room.create", { room: created.value.info });
  },

  "room.update": async (context, connection, { ref, room: id, type: _, ...wish }) => {
    const patch = parsePatch(wish);
    if (!patch.ok) return connection.refuse(ref, patch.error);
    const room = await context.updateRoom(id, patch.value, connection.account!);
    if (!room.ok) return connection.refuse(ref, room.error);
    connection.reply(ref, "room.update", { room: room.value.info });
  },

  "room.members": (context, connection, { ref, room: id }) => {
    const room = context.room(id, connection.account!);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, "room.members", { members: [...room.members] });
  },

  "room.invite": async (context, connection, { ref, room: id, user, manager: wish }) => {
    const room = managedRoom(context, connection, id);
    if (!room.ok) return connection.refuse(ref, room.error);
    const isPublic = room.value.kind === "public";
    const manager = wish ?? room.value.managerOf.get(user) ?? isPublic;
    if (!manager && isLastManager(user, room.value)) return connection.refuse(ref, needsManager());
    const [invited] = await context.identities.accounts([user]);
    if (!invited) return connection.refuse(ref, userNotFound(user));
    // Everybody is in a public room: only its managers are kept.
    const kept = isPublic && !manager ? null : manager;
    await setMember(
      context,
      connection,
      ref,
      { room: room.value, user, manager: kept },
      "room.invite",
    );
  },

  "room.remove": async (context, connection, { ref, room: id, user }) => {
    const account = connection.account!;
    const room = context.room(id, account);
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const leaves = user === account.id && room.kind !== "direct";
    const error = leaves ? null : refuseManage(account, room);
    if (error) return connection.refuse(ref, error);
    if (!room.managerOf.has(user)) return connection.refuse(ref, userNotFound(user));
    if (isLastManager(user, room)) return connection.refuse(ref, needsManager());
    await setMember(context, connection, ref, { room, user, manager: null }, "room.remove");
  },

  "direct.open": async (context, connection, { ref, users }) => {
    const account = connection.account!;
    if (!hasAccount(account)) return connection.refuse(ref, claimFirst());
    const ids = [...new Set([account.id, ...users])].sort();
    const people = await context.identities.accounts(ids);
    const stranger = ids.find((id) => !people.some((person) => person.id === id));
    if (stranger !== undefined) return connection.refuse(ref, userNotFound(stranger));
    if (ids.length === 1) {
      const message = "A direct conversation takes somebody besides yourself";
      return connection.refuse(ref, wireError("bad_message", message));
    }
    const id = await directId(ids);
    let room = context.room(id, account);
    if (!room) {
      const title = people.map(({ name }) => name).sort().join(", ");
      const created = await context.createRoom({
        id,
        title: [...title].slice(0, TITLE_CHARACTERS).join(""),
        topic: "",
        kind: "direct",
        members: ids.map((userId) => ({ userId, manager: false })),
      }, connection.origin.address);
      // Taken: somebody else of them opened it at the same moment.
      room = created.ok ? created.value : context.room(id, account);
      if (!created.ok && !room) return connection.refuse(ref, created.error);
    }
    if (room?.kind !== "direct") return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, "direct.open", { room: room.info });
  },

  "user.find": async (context, connection, { ref, query }) => {
    if (!hasAccount(connection.account!)) return connection.refuse(ref, claimFirst());
    const found = await context.identities.searchAccounts(query, FOUND_USERS);
    connection.reply(ref, "user.find", { users: found.map(publicUser) });
  },
};

function managedRoom(context: CommandContext, connection: Connection, id: string): Result<Room> {
  const account = connection.account!;
  const room = context.room(id, account);
  if (!room) return { ok: false, error: roomNotFound(id) };
  const error = refuseManage(account, room);
  return error ? { ok: false, error } : ok(room);
}

/** @param wish as it came; what is not named stays as it is */
function parsePatch(
  { title, topic, archived, posting }: Omit<ClientRequests["room.update"], "type" | "ref" | "room">,
): Result<RoomPatch> {
  const patch: RoomPatch = { archived, posting };
  if (title !== undefined) {
    const parsed = parseTitle(title);
    if (!parsed.ok) return fail("bad_message", parsed.message);
    patch.title = parsed.name;
  }
  if (topic !== undefined) {
    const parsed = parseTopic(topic);
    if (!parsed.ok) return fail("bad_message", parsed.message);
    patch.topic = parsed.name;
  }
  return ok(patch);
}

function needsManager(): WireError {
  return wireError("forbidden", "The room needs a manager: make somebody else one first");
}

async function setMember(
  context: CommandContext,
  connection: Connection,
  ref: string | undefined,
  { room, user, manager }: { room: Room; user: string; manager: boolean | null },
  type: "room.invite" | "room.remove",
): Promise<void> {
  const account = connection.account!;
  const byRole = user !== account.id && actsByRole(account, room);
  const record = await context.store.setMember(room.id, user, manager);
  if (!record) return connection.refuse(ref, roomNotFound(room.id));
  context.publishRoom(record);
  if (byRole) audit(context, account, type, room.id, { user, manager });
  connection.reply(ref, type, {});
}

/** The id of a private room: not to be guessed, and never in the way of another. */
function privateId(wish: string): string {
  const random = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
  return `${wish.slice(0, 31)}-${random}`;
}
