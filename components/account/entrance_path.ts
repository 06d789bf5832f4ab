/** A page by which people come in, and that leads on to where they wanted to go. */
export function signInPath(path: "/" | "/login" | "/register", to: string | undefined): string {
  return to === undefined ? path : `${path}?to=${encodeURIComponent(to)}`;
}
