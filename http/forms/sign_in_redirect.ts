import { HOME_ROOM, roomPath, signInPath } from "../../protocol/paths.ts";
import type { RequestContext } from "../define.ts";

/** Leads somebody who is not signed in to where one comes in, and from there on to what they asked for. */
export function redirectToSignIn(ctx: RequestContext): Response {
  const { guests } = ctx.state.config;
  return ctx.redirect(signInPath(guests ? "/" : "/login", ctx.url.pathname), 303);
}

/** Where somebody wants to go once they are in: a path of this site.
 *  @param wish what a form or a link asks for */
export function destination(wish: unknown): string {
  return localPath(wish) ?? roomPath(HOME_ROOM);
}

/** A path of this site out of what a form or a link asked for; null for anything that leads elsewhere. */
export function localPath(wish: unknown): string | null {
  if (typeof wish !== "string" || !wish.startsWith("/")) return null;
  const path = parse(wish);
  // "/.//elsewhere.example" has our origin, but the path that comes of it leads elsewhere.
  return path !== null && parse(path) === path ? path : null;
}

const BASE = "http://here.invalid";

function parse(wish: string): string | null {
  if (!URL.canParse(wish, BASE)) return null;
  const { origin, pathname, search } = new URL(wish, BASE);
  return origin === BASE ? pathname + search : null;
}
