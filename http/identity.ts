import { deleteCookie, getCookies, setCookie } from "@std/http/cookie";
import type { User } from "../protocol/entities.ts";
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

/** Makes a guest of this name and keeps them signed in on this browser. The name must have been parsed. */
export async function signInGuest(
  identities: Identities,
  name: string,
  response: Response,
): Promise<User> {
  const { user, token } = await identities.createGuest(name);
  setCookie(response.headers, {
    name: COOKIE,
    value: token,
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    maxAge: YEAR_SECONDS,
  });
  return user;
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
