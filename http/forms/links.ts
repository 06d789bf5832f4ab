import { encode } from "uqr";
import type { OpenedLink } from "../../accounts/links/one_time_links.ts";
import type { LinkKind } from "../../accounts/ports.ts";
import type { NewLinkProps } from "../../components/account/administration/NewLink.tsx";
import type { RequestContext } from "../define.ts";
import { PageError } from "../middleware/error_pages.tsx";
import { readerClock } from "../reader_clock.ts";

/** What pages of one-time links are sent with: no search engine lists them. That nobody keeps them, and that the address
 *  goes to no other site, is up to the headers of all pages. */
export const LINK_HEADERS = { "X-Robots-Tag": "noindex" };

/** The one-time link that a page was opened by.
 *  @throws PageError 410 when it can't be used (any more) */
export async function openLink(
  { state, params }: RequestContext,
  kind: LinkKind,
): Promise<{ link: OpenedLink; token: string }> {
  const token = params.token!;
  const link = await state.accounts.links.find(kind, token);
  if (link) return { link, token };
  throw new PageError(410, "This link no longer works", NEXT_STEP[kind]);
}

const NEXT_STEP: Record<LinkKind, string> = {
  setup: "It works once, until the server has an owner or is started again. " +
    "If there is no owner yet, the server prints a new link when it starts.",
  invite: "It has expired, was withdrawn, or was used as often as it may be. " +
    "Ask whoever sent it for another one.",
  reset: "It has expired or was used already. Ask an admin for another one.",
};

/** A link that was just made, for the page that shows it.
 *  @param path where it leads on this site */
export function newLink(
  ctx: RequestContext,
  { text, path, expiresAt }: { text: string; path: string; expiresAt: number },
): NewLinkProps {
  const url = (ctx.state.config.publicUrl ?? ctx.url.origin) + path;
  // The code's own margin is drawn with it.
  const qr = encode(url, { border: 0 }).data;
  return { text, url, qr, expiresAt, clock: readerClock(ctx) };
}
