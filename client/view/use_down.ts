import { useRef } from "preact/hooks";
import type { Chat } from "../types.ts";

/** Whether the connection is lost: from the first failure until it is back, whatever is tried in between. */
export function useDown(chat: Chat | null): boolean {
  const isDown = useRef(false);
  const status = chat?.connection.value.status;
  if (status === "online") isDown.current = false;
  if (status === "waiting" || status === "ended") isDown.current = true;
  return isDown.current;
}
