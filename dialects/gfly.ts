import { type Decoded, validateRequest } from "../protocol/codec.ts";
import type { ContentLimits } from "../protocol/refuse_content.ts";
import type { Message, RoomInfo } from "../protocol/entities.ts";
import { type WireError, wireError } from "../protocol/errors.ts";
import type { ReplyEvent } from "../protocol/events.ts";
import { ROOM_ID } from "../protocol/limits.ts";
import { slugify } from "../protocol/name.ts";
import type { ClientRequest } from "../protocol/requests.ts";
import type { Dialect, ProtocolAdapter, Versions } from "../hub/ports/dialect.ts";
import {
  type Action,
  type ActionData,
  isAction,
  parseData,
  readAction,
  writeAction,
} from "./gfly_frames.ts";
import { joinFromNow, messageIds } from "./posts.ts";

/** Actions in an envelope, as gFly's chat speaks. The `ref` of a request is the action and its channel, so that the answer
 *  can be put in the same terms. */
export const gfly: Dialect = {
  canResume: false,
  coalesces: true,
  encode(event) {
    switch (event.type) {
      case "message":
        return [messageFrame(event.room, event.message)];
      case "reply":
        return answer(event);
      case "error":
        return [failure("error", "", event)];
      case "room.gone": {
        const message = `The channel "${event.room}" is gone`;
        return [failure("error", event.room, { code: "room_not_found", message })];
      }
      default:
        return [];
    }
  },
};

/** Reads one gFly peer, who talks in one channel at a time. */
export class GflyAdapter implements ProtocolAdapter {
  readonly dialect = gfly;
  readonly #rooms: Versions;
  readonly #nextId = messageIds();
  /** The channel it talks in. */
  #room: string;
  /** The channels it hears: more than one while it switches. */
  readonly #joined: Set<string>;
  /** The name it gave last, to be a guest's on a server where nobody has an account. */
  #username = "";
  readonly #requests: {
    [Name in Action]: (data: ActionData[Name], channel: string) => Record<string, unknown>;
  } = {
    send_message: ({ message }, channel) => this.#post(message.content.text, channel, message.id),
    switch_channel: (data) => this.#switch(roomId(data.channel_id)),
    list_channels: (_, channel) => ({ type: "room.list", ref: refOf("list_channels", channel) }),
    create_channel: ({ channel_id, name }) => {
      const id = roomId(channel_id ?? name!);
      const ref = refOf("create_channel", id);
      return { type: "room.create", ref, id, title: name ?? channel_id };
    },
    user_auth: ({ username, password }, channel) => {
      this.#username = username;
      return { type: "auth", ref: refOf("user_auth", channel), username, password };
    },
  };

  constructor(room: string, rooms: Versions) {
    this.#room = room;
    this.#rooms = rooms;
    this.#joined = new Set([room]);
  }

  opening(): ClientRequest[] {
    return [];
  }

  read(frame: string, limits: ContentLimits): Decoded[] {
    const action = readAction(frame, { onlyKnown: false });
    if (!action) {
      const text = frame.trim();
      if (text === "") return [];
      return [validateRequest(this.#post(text, this.#room, undefined), limits)];
    }
    const channel = action.channel === undefined ? this.#room : roomId(action.channel);
    const { type } = action;
    if (!isAction(type)) {
      return [refuse("error", channel, `There is no action ${JSON.stringify(type.slice(0, 64))}`)];
    }
    const parsed = parseData(type, action.data);
    if (!parsed.ok) return [refuse(type, channel, parsed.message)];
    const toRequest = this.#requests[type] as (data: unknown, channel: string) => unknown;
    return [validateRequest(toRequest(parsed.data, channel), limits)];
  }

  answered(reply: ReplyEvent): ClientRequest[] {
    const { action, channel } = parseRef(reply.ref);
    if (action === "user_auth" && !reply.ok && reply.error.code === "no_accounts") {
      return [{ type: "auth", ref: reply.ref, name: this.#username }];
    }
    if (action !== "switch_channel") return [];
    if (!reply.ok) {
      if (this.#room === channel) this.#room = [...this.#joined].at(-1)!;
      return [];
    }
    const left = [...this.#joined].filter((room) => room !== channel);
    for (const room of left) this.#joined.delete(room);
    this.#joined.add(channel);
    return left.map((room) => ({ type: "room.leave", ref: refOf("leave", room), room }));
  }

  #post(text: string, room: string, id: string | undefined) {
    const ref = refOf("send_message", room);
    return { type: "message.send", ref, room, id: id ?? this.#nextId(), text };
  }

  /** Whatever it says next is for the new channel already. */
  #switch(room: string) {
    this.#room = room;
    return joinFromNow(room, this.#rooms, refOf("switch_channel", room));
  }
}

function answer(reply: ReplyEvent): string[] {
  const { action, channel } = parseRef(reply.ref);
  if (!reply.ok) {
    // `answered` tries the name as a guest's then.
    return reply.error.code === "no_accounts" ? [] : [failure(action, channel, reply.error)];
  }
  const tell = (data: Record<string, unknown>) => writeAction(action, channel, data, Date.now());
  const { room, rooms, more, user, token, messages = [] } = reply;
  const posted = messages.map((message) => messageFrame(channel, message));
  switch (action) {
    case "list_channels":
      return [tell({ channels: rooms!.map(channelOf), ...(more ? { more } : {}) })];
    case "create_channel":
      return [tell({ success: true, channel: channelOf(room!) })];
    case "switch_channel":
      return [tell({ success: true, channel: channelOf(room!) }), ...posted];
    case "user_auth":
      return [tell({ success: true, user, token })];
    default:
      return posted;
  }
}

function messageFrame(room: string, message: Message): string {
  const { id, user, text, at, editedAt, deletedAt } = message;
  const status = deletedAt !== undefined ? "deleted" : editedAt !== undefined ? "edited" : "sent";
  const data = {
    message: {
      id,
      sender_id: user.id,
      sender_name: user.name,
      timestamp: new Date(at).toISOString(),
      type: "text",
      content: { text },
      status,
      reactions: [],
    },
  };
  return writeAction("send_message", room, data, deletedAt ?? editedAt ?? at);
}

function channelOf({ id, title, topic, online }: RoomInfo) {
  return { id, name: title, type: "group", topic, online };
}

function failure(
  action: string,
  channel: string,
  { code, message }: Pick<WireError, "code" | "message">,
) {
  const error = { code, message };
  return writeAction(action, channel, { success: false, error }, Date.now());
}

function refuse(action: string, channel: string, message: string): Decoded {
  return { ok: false, ref: refOf(action, channel), error: wireError("bad_message", message) };
}

/** A channel's id as it came, or one made of what came instead. */
function roomId(channel: string): string {
  return ROOM_ID.test(channel) ? channel : slugify(channel);
}

/** At most 64 characters: the longest action has 14, a room's id 48. */
function refOf(action: string, channel: string): string {
  return `${action}:${channel}`;
}

function parseRef(ref: string): { action: string; channel: string } {
  const [action = "", channel = ""] = ref.split(":", 2);
  return { action, channel };
}
