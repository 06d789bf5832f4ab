import type { AccountFollower } from "./account_follower.ts";
import type { Background } from "./background.ts";
import type { OtherHubs } from "./people/other_hubs.ts";
import type { BrokerEvent } from "./ports/broker.ts";
import type { RoomDirectory } from "./rooms/room_directory.ts";
import type { RoomListFeed } from "./rooms/room_list_feed.ts";

/** What in a hub goes by what the broker tells. */
export interface Followers {
  rooms: RoomDirectory;
  roomListFeed: RoomListFeed;
  accounts: AccountFollower;
  otherHubs: OtherHubs;
  background: Background;
}

/** Hands an event of the broker to whom it concerns. */
export function followEvent(
  event: BrokerEvent,
  { rooms, roomListFeed, accounts, otherHubs, background }: Followers,
): void {
  switch (event.type) {
    case "message":
    case "version":
      return rooms.hear(event);
    case "room":
      if (event.deleted) return rooms.forget(event.record);
      return void rooms.learn(event.record);
    case "people":
      return rooms.hearPeople(event, otherHubs.isNews(event));
    case "typing":
      return rooms.get(event.room)?.hearTyping(event.user);
    case "read":
      return roomListFeed.tellRead(event.user, { type: "read", room: event.room, ...event.mark });
    case "presence":
    case "hub":
      return otherHubs.hear(event);
    case "erasure.begun":
      return background.erase();
    case "gap":
      return background.reconcile();
    default:
      return accounts.hear(event);
  }
}
