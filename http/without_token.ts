/** A path as it may stand in a log: whoever has the token of a one-time link may use it. */
export function withoutToken(path: string): string {
  return path.replace(/^\/(setup|invite|reset)\/[^/]+/, "/$1/…");
}
