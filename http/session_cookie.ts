import { deleteCookie, setCookie } from "@std/http/cookie";
import { SIGNED_OUT_COOKIE } from "../protocol/browser_storage.ts";
import { SETTINGS_COOKIE } from "../protocol/settings.ts";
import { readCookies } from "./cookies.ts";
import type { RequestContext } from "./define.ts";
import { forgetLastRoom } from "./last_room.ts";
import { isHttps } from "./middleware/behind_proxy.ts";

const COOKIE = "confab_session";
/** Browsers take it over https alone, and from this very host: no other host of the domain can plant one. */
const SECURE_COOKIE = `__Host-${COOKIE}`;
/** As long as a session lasts at most (accounts/). */
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The token of this request's session, whether or not that still lasts. */
export function sessionToken({ req, url }: RequestContext): string | undefined {
  return readCookies(req.headers)[isHttps(url) ? SECURE_COOKIE : COOKIE];
}

/** Leads somebody on with a new session, and ends the one they had.
 *  @param to a path of this site */
export async function startSession(
  ctx: RequestContext,
  { token }: { token: string },
  to: string,
): Promise<Response> {
  await endSession(ctx);
  const response = ctx.redirect(to, 303);
  const secure = isHttps(ctx.url);
  setCookie(response.headers, {
    name: secure ? SECURE_COOKIE : COOKIE,
    value: token,
    path: "/",
    httpOnly: true,
    secure,
    sameSite: "Lax",
    maxAge: YEAR_SECONDS,
  });
  return response;
}

/** Ends this request's session, with all its sockets, and has the browser forget it and all else about the person. */
export async function signOut(ctx: RequestContext, to: string): Promise<Response> {
  await endSession(ctx);
  const response = ctx.redirect(to, 303);
  const secure = isHttps(ctx.url);
  deleteCookie(response.headers, secure ? SECURE_COOKIE : COOKIE, { path: "/", secure });
  forgetLastRoom(response.headers);
  deleteCookie(response.headers, SETTINGS_COOKIE, { path: "/" });
  const forget = { name: SIGNED_OUT_COOKIE, value: "1", path: "/", secure } as const;
  setCookie(response.headers, { ...forget, sameSite: "Lax", maxAge: YEAR_SECONDS });
  // Browsers take it over https alone.
  if (secure) response.headers.set("Clear-Site-Data", '"storage"');
  return response;
}

async function endSession(ctx: RequestContext): Promise<void> {
  const token = sessionToken(ctx);
  if (token) await ctx.state.accounts.signingIn.signOut(token);
}
