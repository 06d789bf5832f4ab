import type { Message } from "../protocol/entities.ts";
import type { ClientRequest } from "../protocol/requests.ts";
import type { Versions } from "../hub/ports/dialect.ts";

/** What the seeds' dialects have in common: they know posts, and no history. */

/** Those messages that are posts, and no edits or deletions of earlier ones. */
export function newPosts(messages: Message[]): Message[] {
  return messages.filter((message) =>
    message.version === message.seq && message.deletedAt === undefined
  );
}

/** Joins a room so that what is posted from now on arrives, once, and nothing from before. */
export function joinFromNow(room: string, rooms: Versions, ref = "join"): ClientRequest {
  return { type: "room.join", ref, room, after: rooms.version(room) };
}

/** Makes ids for messages whose peer gives them none. They begin with the time, so that ids made one after the other
 *  are neighbours in the store's index, whoever posts: else a commit writes a page of it for each peer. */
export function messageIds(): () => string {
  const peer = crypto.randomUUID();
  let count = 0;
  return () => `${Date.now().toString(36)}-${peer}-${++count}`;
}
