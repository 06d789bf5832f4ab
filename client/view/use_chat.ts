import { signal } from "@preact/signals";
import { useLayoutEffect, useState } from "preact/hooks";
import { getChat } from "../chat.ts";
import type { Chat, Seed } from "../types.ts";

/** What the islands of this page have brought so far, and the chat once it is made. Only effects write here,
 *  and effects run in the browser only: on the server both stay as they are. */
const parts: Partial<Seed> = {};
const theChat = signal<Chat | null>(null);

/** The tab's chat, for an island. Null on the server and for the first render in the browser, so that it
 *  renders from its props what the server did; then the chat, as soon as the islands have brought all of the
 *  seed between them.
 *  @param part what this island has of the seed in its props */
export function useChat(part: Partial<Seed> = {}): Chat | null {
  const [isHydrated, setHydrated] = useState(false);
  useLayoutEffect(() => {
    setHydrated(true);
    Object.assign(parts, part);
    if (theChat.peek() === null && isWhole(parts)) theChat.value = getChat(parts);
  }, []);
  return isHydrated ? theChat.value : null;
}

function isWhole(seed: Partial<Seed>): seed is Seed {
  const { server, me, rooms, room, page, people, manager, maker } = seed;
  return [server, me, rooms, room, page, people, manager, maker].every((part) =>
    part !== undefined
  );
}
