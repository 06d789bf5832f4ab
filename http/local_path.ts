/** A path of this site out of what a form or a link asked for; null for anything that leads elsewhere. */
export function localPath(wish: unknown): string | null {
  if (typeof wish !== "string" || !wish.startsWith("/")) return null;
  const base = "http://here.invalid";
  if (!URL.canParse(wish, base)) return null;
  const { origin, pathname, search } = new URL(wish, base);
  return origin === base ? pathname + search : null;
}
