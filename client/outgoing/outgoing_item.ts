import type { Content } from "../../protocol/content.ts";
import type { Message } from "../../protocol/entities.ts";

/** What somebody wants of a room's log. `epoch`: of the data in which a message has its `seq`; absent when that is not
 *  known. */
export type OutgoingChange =
  | { kind: "post"; content: Content }
  /** `base`: the version of the message that the edit was made on; 0 when that is not known. `on`: the id of another edit
   *  under way that it was made on: what comes of that will be its base. */
  | { kind: "edit"; seq: number; epoch?: string; content: Content; base: number; on?: string }
  | { kind: "delete"; seq: number; epoch?: string };

/** How far it has come: queued → sent → acknowledged, or refused and perhaps queued again. */
export type OutgoingState =
  | { status: "queued" }
  /** At least once, and neither acknowledged nor refused for good: the server may have it. */
  | { status: "sent" }
  /** The server has it: the log shows it from this version on. */
  | { status: "acknowledged"; version: number }
  | {
    status: "refused";
    /** Why, as a sentence. */
    failure: string;
    /** Of an edit that was refused because the message says something else by now: what it says. */
    current?: Message;
  };

/** One change on its way to a room's log. Immutable. */
export interface OutgoingItem {
  /** The client id: stays the same over every retry. */
  readonly id: string;
  readonly room: string;
  readonly change: OutgoingChange;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  /** Its place among all items of its user: ascending is the order in which they are sent. */
  readonly order: number;
  readonly state: OutgoingState;
}

/** What it makes a message say; empty for a deletion. */
export function textOf({ change }: OutgoingItem): string {
  return change.kind === "delete" ? "" : change.content.text;
}

/** Why it was refused, as a sentence; null while it was not. */
export function failureOf({ state }: OutgoingItem): string | null {
  return state.status === "refused" ? state.failure : null;
}

/** What stands in the way of an edit: the message as it is now, which it was not made on; null while nothing does. */
export function conflictOf({ state }: OutgoingItem): Message | null {
  return state.status === "refused" ? state.current ?? null : null;
}

/** The seq of the message that it changes; null for a new one. */
export function targetOf({ change }: OutgoingItem): number | null {
  return change.kind === "post" ? null : change.seq;
}

/** Whether it is still to be sent, or sent again. */
export function isWaiting({ state }: OutgoingItem): boolean {
  return state.status === "queued" || state.status === "sent";
}

/** Whether the server may have it, so that what comes after is made on it. */
export function mayStand({ state }: OutgoingItem): boolean {
  return state.status === "sent" || state.status === "acknowledged";
}

/** The version from which on the log shows it; null until the server has it. */
export function versionOf({ state }: OutgoingItem): number | null {
  return state.status === "acknowledged" ? state.version : null;
}
