import { publicUser, type User } from "../../protocol/entities.ts";
import type { OnlineUser } from "../ports/broker.ts";
import type { Room } from "../rooms/room.ts";

/** Somebody who is online, on this hub or on another. Thousands of them, each in many rooms: lists are arrays, which take a
 *  tenth of what sets do. */
export class Person {
  user: User;
  /** How many connections they have here, those included that were lost a moment ago. */
  connections = 0;
  /** Whether the public rooms they are in are kept: not of who came in by name alone. */
  isKept = false;
  /** The public rooms they are in, as far as they have been read. */
  rooms: readonly Room[] = [];
  /** Rises with each change of `rooms` that was not read: a read from before it is out of date. */
  moves = 0;
  /** Settles when `rooms` have been read for the first time, or could not be; null before that is asked for. */
  read: Promise<void> | null = null;
  isRead = false;
  /** Of who came in by name alone: how many connections here look at a room. */
  readonly visits = new Map<Room, number>();
  /** What other hubs say of them, by the hub's id; null while none does. */
  elsewhere: Map<string, OnlineUser> | null = null;

  constructor(user: User) {
    this.user = publicUser(user);
  }

  get isHere(): boolean {
    return this.connections > 0;
  }

  get isOnline(): boolean {
    return this.isHere || this.elsewhere !== null;
  }

  /** Whether they are in a room for as long as they look at it, here or by way of another hub. */
  isVisiting(room: Room): boolean {
    if (this.visits.has(room)) return true;
    for (const { rooms } of this.elsewhere?.values() ?? []) {
      if (rooms?.includes(room.id)) return true;
    }
    return false;
  }
}
