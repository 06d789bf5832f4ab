import type { CloseCode } from "../../protocol/close_codes.ts";
import type { Account, ReadMark, User } from "../../protocol/entities.ts";
import type { MessageEvent } from "../../protocol/events.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { Headcount, RoomRecord } from "./store.ts";

/** What happened in a room. Published by the hub it happened on, once it was stored. */
export type RoomFact =
  | MessageEvent
  | VersionHint
  /** It was made, or its settings or members were changed; or it was deleted. */
  | { type: "room"; record: RoomRecord; deleted?: true }
  | PeopleFact
  /** Somebody says that they are typing. */
  | { type: "typing"; room: string; user: User };

/** A room's log got as far as this version: what was said is in the store. So a broker may tell other hubs of messages. */
export interface VersionHint {
  type: "version";
  room: string;
  version: number;
}

/** Others are in a public room than before, and how many that makes. */
export interface PeopleFact extends Headcount {
  type: "people";
  /** Its id. */
  room: string;
  /** Who came in for the first time, and who left for good. */
  entered: User[];
  quit: User[];
  /** The hub on which they did; null where nobody is named: those left who cannot come back. */
  hub: string | null;
  /** Rises with each that a hub publishes. */
  revision: number;
}

/** Somebody has read on, or marked as unread: news for their other devices, on whichever hub. */
export interface ReadFact {
  type: "read";
  /** Whose mark: a user's id. */
  user: string;
  /** In which room: its id. */
  room: string;
  mark: ReadMark;
}

/** What a hub says of itself. Kept by no one: another hub's people are gone when nothing was heard of it for a while. */
export type HubFact =
  | PresenceFact
  /** `hello`: it asks the others who is there. `alive`: again and again. `bye`: its people are gone. */
  | { type: "hub"; hub: string; says: "hello" | "alive" | "bye" };

/** Who is online by way of a hub: who came, or is called otherwise, and who went, since the last one. */
export interface PresenceFact {
  type: "presence";
  hub: string;
  /** One more with each that the hub publishes: after a hole nobody knows who is there, and says `hello` to hear it. */
  revision: number;
  came: OnlineUser[];
  /** User ids. */
  went: string[];
  /** It begins to name everybody who is there: who is not named by its end is not. */
  whole?: true;
  /** The next one goes on with that. */
  more?: true;
}

/** Somebody who is online. */
export interface OnlineUser extends User {
  /** Of who came in by name alone, and is in a room as long as they look at it: the ids of these rooms. */
  rooms?: string[];
}

/** A ban as every process must know it. Exactly one of `userId` and `address` is set. Times are milliseconds since the
 *  epoch. */
export interface BanNotice {
  id: string;
  userId: string | null;
  /** An IP address; of IPv6 its /64 is meant. */
  address: string | null;
  /** As the banned person reads it; may be empty. */
  reason: string;
  /** A user id. */
  createdBy: string;
  createdAt: number;
  /** Null: for good. */
  expiresAt: number | null;
}

/** What became of people. Published by accounts/ after it was stored, never before; heard by hubs, whose sockets follow,
 *  and by the accounts of other processes. */
export type AccountFact =
  /** Somebody has another name or role. */
  | { type: "account.changed"; account: Account }
  /** Somebody has chosen how the chat looks and behaves. */
  | { type: "settings.changed"; userId: string; settings: Settings }
  /** What concerns the server as a whole was changed: to be read anew. */
  | { type: "server.changed" }
  /** These sessions are over. */
  | { type: "sessions.ended"; sessionIds: string[] }
  /** Somebody may not be here any more: was deactivated, or is a guest whose name is an account's now. */
  | { type: "user.closed"; userId: string; close: CloseCode }
  /** A name became this account's. `key` as `nameKey` makes it. */
  | { type: "name.claimed"; key: string; userId: string }
  | { type: "ban.set"; ban: BanNotice }
  /** All that somebody wrote is to be removed: the store has an erasure pending. */
  | { type: "erasure.begun"; userId: string }
  /** A ban that was lifted never holds again. */
  | { type: "ban.lifted"; banId: string };

/** Said by a broker itself: some of what others published may never arrive here, so whatever is kept in memory has to be held
 *  against the store. */
export interface GapNotice {
  type: "gap";
}

/** A fact that every hub must hear of. Plain data: what JSON keeps. */
export type BrokerEvent = RoomFact | ReadFact | HubFact | AccountFact | GapNotice;

/** Carries events between hubs, and between the accounts beside them. Everybody hears every event, whoever published it
 *  too, at least once. Events of one type and subject (a room, a user) arrive in the order in which one hub published
 *  them. They may be late, at their publisher too; they may come again, and then those after them come again as well; and
 *  they may overtake events of other types, subjects and hubs. So nothing that was published may be expected to be known
 *  right after, and what is old must be told from what is new by what the event carries. */
export interface Broker {
  readonly health: BrokerHealth;
  /** Never throws: a listener that fails keeps the event from no other one, and the log says so. */
  publish(event: BrokerEvent): void;
  /** @returns what ends the subscription */
  subscribe(listener: (event: BrokerEvent) => void): () => void;
  /** Passes on what was published, as far as that can be done in a second, and hears no more. Never rejects. */
  close(): Promise<void>;
}

/** How a broker fares. */
export interface BrokerHealth {
  kind: "local" | "postgres" | "redis";
  /** Whether facts go out and come in at all. */
  isConnected: boolean;
  /** Whether others are told at once that there is something to hear. Without, each looks for it several times a second. */
  isPrompt: boolean;
  /** How long word of something takes, in milliseconds, as one's own shows: what the last took to come back, or how long one
   *  has been awaited that takes longer. */
  lagMs: number;
}
