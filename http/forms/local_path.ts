const BASE = "http://here.invalid";

/** A path of this site out of what a form or a link asked for; null for anything that leads elsewhere. */
export function localPath(wish: unknown): string | null {
  if (typeof wish !== "string" || !wish.startsWith("/")) return null;
  const path = parse(wish);
  // "/.//elsewhere.example" has our origin, but the path that comes of it leads elsewhere.
  return path !== null && parse(path) === path ? path : null;
}

function parse(wish: string): string | null {
  if (!URL.canParse(wish, BASE)) return null;
  const { origin, pathname, search } = new URL(wish, BASE);
  return origin === BASE ? pathname + search : null;
}
