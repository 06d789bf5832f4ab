/** What a page says once, after a form has done something. The redirect that answers the form carries the message's
 *  name in its address; the words stay with the page, so that no link can put others on it. */

const PARAMETER = "flash";

/** Where a redirect leads for the page to say something.
 *  @param path of this site
 *  @param name of one of the page's messages */
export function withFlash(path: string, name: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${PARAMETER}=${name}`;
}

/** The message that an address asks for; null when it asks for none that the page has.
 *  @param messages the page's, by name */
export function flashMessage(url: URL, messages: Record<string, string>): string | null {
  const name = url.searchParams.get(PARAMETER) ?? "";
  return Object.hasOwn(messages, name) ? messages[name]! : null;
}
