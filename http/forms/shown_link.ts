import { encode } from "uqr";
import type { ShownLink } from "../../components/account/OnceLink.tsx";
import type { RequestContext } from "../define.ts";
import { readerClock } from "../reader_clock.ts";

/** A one-time link as a page shows it to whoever made it.
 *  @param path where it leads on this site */
export function shownLink(
  { req, url: { origin } }: RequestContext,
  { text, path, expiresAt }: { text: string; path: string; expiresAt: number },
): ShownLink {
  const url = origin + path;
  // The code's own margin is drawn with it.
  const qr = encode(url, { border: 0 }).data;
  return { text, url, qr, expiresAt, clock: readerClock(req) };
}
