import { ROOM_ID } from "./limits.ts";

/** Where things are on this site. */

/** The id of the room that is always there. */
export const HOME_ROOM = "general";

/** All rooms one may see. */
export const ROOMS_PATH = "/rooms";

export function roomPath(id: string): string {
  return `${ROOMS_PATH}/${id}`;
}

/** In the query of a room's page: it shows the newest messages, however much before them is unread. */
export const NEWEST_PARAMETER = "newest";

/** In which a browser notes the id of the room that was open last. */
export const LAST_ROOM_COOKIE = "room";

/** The room that a path leads to; null for any other path. */
export function roomOfPath(path: string): string | null {
  const id = /^\/rooms\/([^/]+)\/?$/.exec(path)?.[1];
  return id !== undefined && ROOM_ID.test(id) ? id : null;
}

/** A page by which people come in, and that leads on to where they wanted to go.
 *  @param to a path of this site */
export function signInPath(path: "/" | "/login" | "/register", to: string | undefined): string {
  return to === undefined ? path : `${path}?to=${encodeURIComponent(to)}`;
}

/** Where one chooses how the chat looks and behaves. */
export const SETTINGS_PATH = "/account/settings";

/** A page of a list that is searched.
 *  @param path the list's
 *  @param place what it is searched for, "" for all of it; and which page, from 1 */
export function searchPath(path: string, { query, page }: { query: string; page: number }): string {
  const search = new URLSearchParams({ page: String(page) });
  if (query !== "") search.set("q", query);
  return `${path}?${search}`;
}

/** Where admins look after somebody. */
export function personPath(userId: string): string {
  return `/admin/people/${encodeURIComponent(userId)}`;
}
