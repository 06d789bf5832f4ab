import { deleteCookie, getCookies, setCookie } from "@std/http/cookie";
import type { Identities } from "../hub/ports.ts";
import { define } from "./define.ts";

const COOKIE = "confab_session";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Finds out who asks, from the session cookie. */
export const identity = define.middleware(async (ctx) => {
  const token = sessionToken(ctx.req);
  ctx.state.user = token ? await ctx.state.hub.identities.findSession(token) : null;
  return await ctx.next();
});

/** Keeps somebody signed in on this browser.
 *  @param secure whether the browser came by https, and shall send the token over nothing else */
export function keepSession(token: string, response: Response, { secure }: { secure: boolean }) {
  setCookie(response.headers, {
    name: COOKIE,
    value: token,
    path: "/",
    httpOnly: true,
    secure,
    sameSite: "Lax",
    maxAge: YEAR_SECONDS,
  });
}

/** Ends the session of this request, if there is one. */
export async function signOut(
  identities: Identities,
  request: Request,
  response: Response,
): Promise<void> {
  const token = sessionToken(request);
  if (token) await identities.endSession(token);
  deleteCookie(response.headers, COOKIE, { path: "/" });
}

function sessionToken(request: Request): string | undefined {
  return getCookies(request.headers)[COOKIE];
}
