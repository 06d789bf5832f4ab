import { type Decoded, validateRequest } from "../protocol/codec.ts";
import type { ContentLimits } from "../protocol/refuse_content.ts";
import type { Message } from "../protocol/entities.ts";
import type { ServerEvent } from "../protocol/events.ts";
import type { Dialect, OpenAdapter, ProtocolAdapter } from "../hub/ports/dialect.ts";
import { joinFromNow, messageIds, newPosts } from "./posts.ts";

/** Most that are told by name to have come, and to have left, at once. */
const NOTICES = 20;

type Presence = Extract<ServerEvent, { type: "presence" }>;

/** Text in, one JSON object a frame out, as the room server of "WebSockets explained" speaks. */
export const rooms: Dialect = {
  canResume: false,
  coalesces: false,
  encode(event, people) {
    switch (event.type) {
      case "message":
        return newPosts([event.message]).map((message) => chat(event.room, message));
      case "presence":
        return notices(event, people().map(({ name }) => name));
      case "reply": {
        if (!event.ok) return [problem("", event.error.message)];
        const { room, users, messages = [] } = event;
        if (!room || !users) return [];
        return [
          // All of them: the reply names some.
          onlineUsers(room.id, people().map(({ name }) => name)),
          ...newPosts(messages).map((message) => chat(room.id, message)),
        ];
      }
      case "error":
        return [problem("", event.message)];
      case "room.gone":
        return [problem(event.room, `The room "${event.room}" is gone`)];
      default:
        return [];
    }
  },
};

/** Reads a peer in a room: each of its frames is one message, whole. */
export function openRooms(room: string): OpenAdapter {
  return (versions): ProtocolAdapter => {
    const nextId = messageIds();
    return {
      dialect: rooms,
      opening: () => [joinFromNow(room, versions)],
      read: (text: string, limits: ContentLimits): Decoded[] => [
        validateRequest(
          { type: "message.send", ref: "send", room, id: nextId(), text },
          limits,
        ),
      ],
      answered: () => [],
    };
  };
}

/** Who left, who is there, who came: the order in which the seed's server tells them. Each notice is a frame: when many
 *  come or go at once, the list of who is there has to do for the others. */
function notices({ room, joined, left }: Presence, names: string[]): string[] {
  if (joined.length + left.length === 0) return [];
  return [
    ...left.slice(0, NOTICES).map(({ name }) =>
      line("user_left", `${name} left the room`, room, name)
    ),
    onlineUsers(room, names),
    ...joined.slice(0, NOTICES).map(({ name }) =>
      line("user_joined", `${name} joined the room`, room, name)
    ),
  ];
}

function chat(room: string, { text, user }: Message): string {
  return line("chat", text, room, user.name);
}

function onlineUsers(room: string, names: string[]): string {
  return line("online_users", names.join(","), room, "");
}

function problem(room: string, message: string): string {
  return line("error", message, room, "");
}

function line(type: string, content: string, room: string, username: string): string {
  return JSON.stringify({ type, content, room, username });
}
