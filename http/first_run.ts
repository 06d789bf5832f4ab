import { setCookie } from "@std/http/cookie";
import type { FirstRunProps } from "../components/room/FirstRun.tsx";
import { readCookies } from "./cookies.ts";
import type { RequestContext } from "./define.ts";
import { must } from "./forms/error_response.ts";
import { isHttps } from "./middleware/behind_proxy.ts";

/** In the owner's browser, once they have hidden the list. */
const HIDDEN_COOKIE = "first_run";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** What the owner of a new server may still do to make it a place to talk; null for everybody else, when all is done, and
 *  when they have hidden it. */
export async function firstRun(
  { req, state: { accounts, config, hub, identity } }: Pick<RequestContext, "req" | "state">,
): Promise<FirstRunProps | null> {
  if (identity?.account.role !== "owner") return null;
  if (readCookies(req.headers)[HIDDEN_COOKIE] === "hidden") return null;
  const { serverName, administration, directory } = accounts;
  const name = serverName.isChosen ? serverName.current : null;
  const [people, invites] = await Promise.all([
    directory.search("", 2),
    administration.invites(identity),
  ]);
  const invited = people.length > 1 || must(invites).length > 0;
  const rooms = hub.listing.page(null, {}, { limit: 2 });
  const hasRooms = rooms.ok && rooms.value.rooms.length > 1;
  const mayInvite = config.registration !== "closed";
  if (name !== null && (invited || !mayInvite) && hasRooms) return null;
  return { name, invited: mayInvite ? invited : null, hasRooms };
}

/** Has the owner's browser show the list no more. */
export function hideFirstRun(headers: Headers, url: URL): void {
  setCookie(headers, {
    name: HIDDEN_COOKIE,
    value: "hidden",
    path: "/",
    secure: isHttps(url),
    sameSite: "Lax",
    maxAge: YEAR_SECONDS,
  });
}
