import type { Change } from "../hub/ports/store.ts";
import { type Content, contentOf } from "../protocol/content.ts";
import type { Message } from "../protocol/entities.ts";
import { type WireError, wireError } from "../protocol/errors.ts";
import { type Guarded, moderates, refusePost } from "../protocol/room_rules.ts";
import type { Actor } from "./kept_out.ts";

/** What becomes of an edit or a delete, decided on what one transaction has read. The same for every adapter. */

export type Edit = Extract<Change, { kind: "edit" }>;
export type Delete = Extract<Change, { kind: "delete" }>;

/** Nothing is written for what is `done` already. */
export type Decision<Verdict> = { refusal: WireError } | { done: Message } | Verdict;

/** What an edit makes of a message.
 *  @param message null when there is none
 *  @param room which the actor may read */
export function decideEdit(
  change: Edit,
  message: Message | null,
  { room, actor }: { room: Guarded; actor: Actor },
): Decision<{ content: Content }> {
  const own = message?.user.id === change.user.id && message.deletedAt === undefined
    ? message
    : null;
  const content = { ...own && contentOf(own), ...wellFormed(change.content) };
  if (own && isSame(content, contentOf(own))) return { done: own };
  const error = actor.keptOut ?? refusePost(actor, room);
  if (error) return { refusal: error };
  const what = `Cannot edit ${change.seq} in "${change.room}"`;
  if (message === null) return refuse("message_not_found", `${what}: no such message`);
  if (message.deletedAt !== undefined) {
    return refuse("message_not_found", `${what}: it was deleted`);
  }
  if (!own) return refuse("not_yours", `${what}: somebody else wrote it`);
  if (change.base === undefined || change.base === message.version) return { content };
  const conflict = `${what}: it was changed after version ${change.base}`;
  return { refusal: { ...wireError("edit_conflict", conflict), current: message } };
}

/** Whether a message is deleted, and whether by the role of who asks.
 *  @param message null when there is none
 *  @param room which the actor may read */
export function decideDelete(
  change: Delete,
  message: Message | null,
  { room, actor }: { room: Guarded; actor: Actor },
): Decision<{ byRole: boolean }> {
  const isOwn = message?.user.id === change.user.id;
  const may = isOwn || moderates(actor);
  if (message?.deletedAt !== undefined && may) return { done: message };
  // Who may not post any more may still take back what they posted.
  const error = actor.keptOut ?? (room.archived ? refusePost(actor, room) : null);
  if (error) return { refusal: error };
  const what = `Cannot delete ${change.seq} in "${change.room}"`;
  if (message === null) return refuse("message_not_found", `${what}: no such message`);
  if (!may) return refuse("not_yours", `${what}: somebody else wrote it`);
  return { byRole: !isOwn };
}

/** What is left of a message's content once it is deleted: where it stands in the conversation, and nothing of what it
 *  said. */
export function tombstoneOf({ replyTo }: Content): Content {
  return replyTo === undefined ? { text: "" } : { text: "", replyTo };
}

/** The content as every storage keeps it: UTF-8 has no lone surrogates. */
export function wellFormed(content: Content): Content {
  return content.text.isWellFormed() ? content : { ...content, text: content.text.toWellFormed() };
}

function isSame(a: Content, b: Content): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Content>;
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}

function refuse(code: "message_not_found" | "not_yours", message: string): { refusal: WireError } {
  return { refusal: wireError(code, message) };
}
