import { fail, ok, type Result, wireError } from "../../protocol/errors.ts";
import { parseTitle, parseTopic } from "../../protocol/name.ts";
import type { ClientRequests } from "../../protocol/requests.ts";
import { newPrivateId } from "../../protocol/reserved_id.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { type RoomPatch, StorageError } from "../ports/store.ts";
import { withMark } from "../rooms/room_listing.ts";
import type { CommandContext, Commands } from "./context.ts";
import { claimFirst } from "./errors.ts";

/** Which rooms there are, and what they are like. */
export const roomCommands: Commands<
  "room.list" | "room.create" | "room.update" | "room.delete"
> = {
  "room.list": async (context, connection, { type, ref, after, limit, ...wish }) => {
    const { listing, roomListFeed, limits: { maxPageSize } } = context;
    roomListFeed.watch(connection);
    const size = Math.min(limit ?? maxPageSize, maxPageSize);
    const account = connection.account!;
    const isKnown = await orElse(context, false, () => listing.roomsOf(account).then(() => true));
    const read = () => {
      const isIn = isKnown ? listing.knownRoomsOf(account) : undefined;
      return listing.page(account, wish, { isIn, after, limit: size });
    };
    const page = read();
    if (!page.ok) return connection.refuse(ref, page.error);
    if (!connection.isKept) return connection.reply(ref, type, page.value);
    const ids = page.value.rooms.map(({ id }) => id);
    const marks = await orElse(context, new Map(), () => listing.marksOf(account, ids));
    // Rooms may have changed meanwhile, or gone.
    const now = read();
    if (!now.ok) return connection.refuse(ref, now.error);
    const listed = now.value.rooms.map((room) => withMark(room, marks.get(room.id)));
    connection.reply(ref, type, { rooms: listed, more: now.value.more });
  },

  "room.create": async (context, connection, { type, ref, id, title, private: isPrivate }) => {
    const account = connection.account!;
    const parsed = parseTitle(title ?? id);
    if (!parsed.ok) return connection.refuse(ref, wireError("bad_message", parsed.message));
    if (isPrivate && !hasAccount(account)) return connection.refuse(ref, claimFirst());
    const created = await context.storedRooms.create({
      id: isPrivate ? newPrivateId(id) : id,
      title: parsed.name,
      topic: "",
      kind: isPrivate ? "private" : "public",
      members: hasAccount(account) ? [{ userId: account.id, manager: true }] : [],
    }, { account, address: connection.origin.address });
    if (!created.ok) return connection.refuse(ref, created.error);
    connection.reply(ref, type, { room: created.value.info });
  },

  "room.update": async (context, connection, { type, ref, room: id, ...wish }) => {
    const patch = parsePatch(wish);
    if (!patch.ok) return connection.refuse(ref, patch.error);
    const room = await context.storedRooms.update(id, patch.value, connection.account!);
    if (!room.ok) return connection.refuse(ref, room.error);
    connection.reply(ref, type, { room: room.value.info });
  },

  "room.delete": async (context, connection, { type, ref, room: id }) => {
    const deleted = await context.storedRooms.delete(id, connection.account!);
    if (!deleted.ok) return connection.refuse(ref, deleted.error);
    connection.reply(ref, type, {});
  },
};

/** What is read, or something else where storage fails: the list itself needs none. */
async function orElse<Value>(
  context: CommandContext,
  instead: Value,
  read: () => Promise<NoInfer<Value>>,
): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    context.outages.tell("storage failed", { type: "room.list", error: error.message });
    return instead;
  }
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
