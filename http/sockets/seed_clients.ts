import type { Hub } from "../../hub/hub.ts";
import type { OpenAdapter } from "../../hub/ports/dialect.ts";
import type { Identity, Origin } from "../../hub/ports/identities.ts";
import type { Account } from "../../protocol/entities.ts";
import { fail, ok, type Result, roomNotFound } from "../../protocol/errors.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { parseTitle, slugify } from "../../protocol/name.ts";
import { define } from "../define.ts";
import type { Admission } from "./open_socket.ts";

/** The seed's words for an address without a room or a name. */
export function roomAndNameRequired(): Response {
  return Response.json({ error: "room and username are required" }, { status: 400 });
}

/** Answers for the address of a room without the room, which is no route. */
export const roomRequired = define.middleware((ctx) =>
  ctx.url.pathname === "/ws/" ? roomAndNameRequired() : ctx.next()
);

/** How clients of the seeds come in: to a room that is made for them if need be, as who they say.
 *  @param identity by the session cookie; null without one
 *  @param name what they say; null for who says nothing and gets a name
 *  @param open begins the session in the room with this id */
export async function enterSeed(
  hub: Hub,
  { identity, name, origin, room, open }: {
    identity: Identity | null;
    name: string | null;
    origin: Origin;
    room: string;
    open: (room: string) => OpenAdapter;
  },
): Promise<Result<Admission>> {
  const entered = await findIdentity(hub, identity, name, origin);
  if (!entered.ok) return entered;
  const { account } = entered.value;
  const id = await findRoom(hub, room, account, origin);
  if (!id.ok) return id;
  const provisional = name === null && identity === null;
  return ok({ identity: entered.value, provisional, openAdapter: open(id.value) });
}

/** Who has a session and says nothing else is its user. */
async function findIdentity(
  hub: Hub,
  identity: Identity | null,
  name: string | null,
  origin: Origin,
): Promise<Result<Identity>> {
  if (identity && (name === null || name.trim() === identity.account.name)) return ok(identity);
  const guest = name === null
    ? await hub.guests.enterAnonymously(origin)
    : await hub.guests.enterByName(name, origin);
  return guest.ok ? ok({ account: guest.value, sessionId: null }) : guest;
}

/** The id of the room that somebody asks for by its id or title. */
async function findRoom(
  hub: Hub,
  room: string,
  account: Account,
  { address }: Origin,
): Promise<Result<string>> {
  const id = ROOM_ID.test(room) ? room : slugify(room);
  if (id === "") {
    return fail("bad_message", "The room's name needs a letter from a to z or a digit");
  }
  if (hub.rooms.find(id, account)) return ok(id);
  const title = parseTitle(room);
  if (!title.ok) return fail("bad_message", title.message);
  const made = await hub.storedRooms.create(
    { id, title: title.name, topic: "", kind: "public", members: [] },
    { account, address },
  );
  if (made.ok || hub.rooms.find(id, account)) return ok(id);
  if (made.error.code === "room_exists") return { ok: false, error: roomNotFound(id) };
  return made;
}
