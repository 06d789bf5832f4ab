import { deleteCookie } from "@std/http/cookie";
import { LAST_ROOM_COOKIE, roomPath } from "../protocol/paths.ts";
import { readCookies } from "./cookies.ts";
import type { RequestContext } from "./define.ts";

/** Where whoever is signed in was last, by what their browser has noted; the first room when that is not known, or no
 *  room that they may see. */
export function lastRoomPath({ req, state: { hub, identity } }: RequestContext): string {
  const id = readCookies(req.headers)[LAST_ROOM_COOKIE];
  const room = id !== undefined && identity ? hub.rooms.find(id, identity.account) : undefined;
  return roomPath(room?.id ?? "general");
}

/** Has the browser forget it: the next person is somebody else. */
export function forgetLastRoom(headers: Headers): void {
  deleteCookie(headers, LAST_ROOM_COOKIE, { path: "/" });
}
