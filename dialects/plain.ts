import { type Decoded, type FrameLimits, readLines, validateRequest } from "../protocol/codec.ts";
import type { Message } from "../protocol/entities.ts";
import type { ClientRequest } from "../protocol/requests.ts";
import type { ReplyEvent } from "../protocol/events.ts";
import type { Dialect, OpenAdapter, ProtocolAdapter, Versions } from "../hub/ports/dialect.ts";
import { GflyAdapter } from "./gfly.ts";
import { readAction } from "./gfly_frames.ts";
import { joinFromNow, messageIds, newPosts } from "./posts.ts";

/** Text in, text out, as gorilla's chat example speaks. Each line of a frame is a message. */
export const plain: Dialect = {
  canResume: false,
  coalesces: true,
  encode(event) {
    switch (event.type) {
      case "message":
        return newPosts([event.message]).map(textOf);
      case "reply":
        return event.ok ? newPosts(event.messages ?? []).map(textOf) : [refusal(event.error)];
      case "error":
        return [refusal(event)];
      case "room.gone":
        return [refusal({ message: `The room "${event.room}" is gone` })];
      default:
        return [];
    }
  },
};

/** Reads a plain peer in a room, until a frame in gFly's envelope shows that it is a gFly peer. */
export function openPlain(room: string): OpenAdapter {
  return (rooms) => new PlainAdapter(room, rooms);
}

class PlainAdapter implements ProtocolAdapter {
  readonly #room: string;
  readonly #rooms: Versions;
  readonly #nextId = messageIds();
  #gfly: GflyAdapter | null = null;
  #hasSpoken = false;

  constructor(room: string, rooms: Versions) {
    this.#room = room;
    this.#rooms = rooms;
  }

  get dialect(): Dialect {
    return this.#gfly ? this.#gfly.dialect : plain;
  }

  opening(): ClientRequest[] {
    return [joinFromNow(this.#room, this.#rooms)];
  }

  read(frame: string, limits: FrameLimits): Iterable<Decoded> {
    const isFirst = !this.#hasSpoken;
    this.#hasSpoken = true;
    if (!this.#gfly && readAction(frame, { onlyKnown: !isFirst })) {
      this.#gfly = new GflyAdapter(this.#room, this.#rooms);
    }
    return this.#gfly ? this.#gfly.read(frame, limits) : this.#readLines(frame, limits);
  }

  answered(reply: ReplyEvent): ClientRequest[] {
    return this.#gfly?.answered(reply) ?? [];
  }

  #readLines(frame: string, limits: FrameLimits): Iterable<Decoded> {
    const post = (text: string) => ({
      type: "message.send",
      ref: "send",
      room: this.#room,
      id: this.#nextId(),
      text,
    });
    return readLines(frame, limits, (line) => validateRequest(post(line), limits));
  }
}

function textOf(message: Message): string {
  return message.text;
}

function refusal({ message }: { message: string }): string {
  return `Error: ${message}`;
}
