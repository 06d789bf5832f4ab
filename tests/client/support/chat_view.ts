import type { LocalChat } from "../../../client/chat.ts";
import { failureOf, textOf } from "../../../client/outgoing/outgoing_item.ts";

/** What somebody sees of the open room, in short. */

export const timeline = (chat: LocalChat) => chat.room.value.timeline.value;
export const texts = (chat: LocalChat) => timeline(chat).messages.map((one) => one.text);
export const pending = (chat: LocalChat) => chat.room.value.pending.value.map(textOf);
export const failures = (chat: LocalChat) => chat.room.value.pending.value.map(failureOf);
export const people = (chat: LocalChat) =>
  chat.room.value.people.online.value.map((user) => user.name);
export const titles = (chat: LocalChat) => chat.rooms.value.map((room) => room.title);
export const problem = (chat: LocalChat) => chat.room.value.problem.value?.code ?? null;
export const unread = (chat: LocalChat, room: string) =>
  chat.rooms.value.find((one) => one.id === room)?.unread;
