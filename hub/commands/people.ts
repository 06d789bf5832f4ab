import { publicUser, type RoomPerson, type User } from "../../protocol/entities.ts";
import { roomNotFound } from "../../protocol/errors.ts";
import { FOUND_USERS, PEOPLE_PER_PAGE } from "../../protocol/limits.ts";
import { hasAccount } from "../../protocol/roles.ts";
import type { Store } from "../ports/store.ts";
import { minuteOf } from "../rooms/last_seen.ts";
import type { Room } from "../rooms/room.ts";
import type { Commands } from "./context.ts";
import { claimFirst } from "./errors.ts";

/** How often it is read on for one page of those who are offline, past those who are online. */
const MOST_READS = 3;

/** Finding people to talk to, and who is in a room. */
export const peopleCommands: Commands<"user.find" | "room.people"> = {
  "room.people": async (context, connection, { type, ref, room: id, online, ...asked }) => {
    const find = () => context.rooms.find(id, connection.account!);
    const room = find();
    if (!room) return connection.refuse(ref, roomNotFound(id));
    const { after = null, query } = asked;
    const page = { after, query, limit: Math.min(asked.limit ?? PEOPLE_PER_PAGE, PEOPLE_PER_PAGE) };
    const listed = online ? listOnline(room, page) : await listOffline(room, context.store, page);
    // They may have been sent out meanwhile.
    if (find() !== room) return connection.refuse(ref, roomNotFound(id));
    connection.reply(ref, type, listed);
  },

  "user.find": async (context, connection, { type, ref, query }) => {
    if (!hasAccount(connection.account!)) return connection.refuse(ref, claimFirst());
    const found = await context.identities.searchAccounts(query, FOUND_USERS);
    connection.reply(ref, type, { users: found.map(publicUser) });
  },
};

interface Page {
  after: User | null;
  query?: string;
  limit: number;
}

/** `next`: behind whom the next page begins. */
interface Listed {
  people: RoomPerson[];
  next?: Place;
}

type Place = Pick<User, "id" | "name">;

function placeOf({ id, name }: User): Place {
  return { id, name };
}

function listOnline(room: Room, page: Page): Listed {
  const { users, more } = room.people.page(page);
  const people = users.map((user) => ({ ...user, online: true }));
  return more ? { people, next: placeOf(users.at(-1)!) } : { people };
}

/** A page may be shorter than asked for where most are online: then there is still a next one. */
async function listOffline(
  room: Room,
  store: Store,
  { after, query, limit }: Page,
): Promise<Listed> {
  const people: RoomPerson[] = [];
  let next = after;
  for (let reads = 0; reads < MOST_READS; reads++) {
    const read = await store.people(room.id, { after: next, query, limit: PEOPLE_PER_PAGE });
    const online = room.people.ids();
    for (const { user, lastSeen } of read) {
      if (people.length === limit) return { people, next: placeOf(next!) };
      next = user;
      if (online.has(user.id)) continue;
      people.push({
        ...user,
        online: false,
        ...(lastSeen !== null && { lastSeen: minuteOf(lastSeen) }),
      });
    }
    if (read.length < PEOPLE_PER_PAGE) return { people };
  }
  return { people, next: placeOf(next!) };
}
