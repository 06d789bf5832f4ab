import type { MessageEvent } from "../../protocol/events.ts";
import type { RoomRecord } from "./store.ts";

/** A fact about a room that every hub must hear of. */
export type BrokerEvent = MessageEvent | { type: "room"; record: RoomRecord };

/** Carries events between hubs. The embedded broker calls back the same way a remote one would. */
export interface Broker {
  /** Events of one room arrive in the order they were published. */
  publish(event: BrokerEvent): void;
  subscribe(listener: (event: BrokerEvent) => void): void;
}
