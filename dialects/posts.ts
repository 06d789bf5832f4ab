import type { Message } from "../protocol/entities.ts";
import type { ClientRequest } from "../protocol/requests.ts";
import type { Versions } from "../hub/ports/dialect.ts";

/** What the dialects of the seeds have in common: they know posts, and no history. */

/** Those that are posts, not edits or deletions of earlier ones. */
export function newPosts(messages: Message[]): Message[] {
  return messages.filter((message) =>
    message.version === message.seq && message.deletedAt === undefined
  );
}

/** Joins a room so that whatever is posted from now on arrives, once, and nothing from before. */
export function joinFromNow(room: string, rooms: Versions, ref = "join"): ClientRequest {
  return { type: "room.join", ref, room, after: rooms.version(room) };
}

/** Makes ids for messages of peers that give them none. They begin with the time, so that ids made one after the other are
 *  neighbours in the store's index, whoever posts: otherwise a commit would write a page of it for each peer. */
export function messageIds(): () => string {
  const peer = crypto.randomUUID();
  let count = 0;
  return () => `${Date.now().toString(36)}-${peer}-${++count}`;
}
