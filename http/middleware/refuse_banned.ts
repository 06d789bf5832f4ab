import { refusalOf } from "../../accounts/moderation/active_bans.ts";
import type { Ban } from "../../accounts/ports.ts";
import { banEndText, banReasonText } from "../../protocol/ban_text.ts";
import { hasAccount, isAdmin } from "../../protocol/roles.ts";
import { define, type State } from "../define.ts";
import { readerClock } from "../reader_clock.ts";
import { PageError } from "./error_pages.tsx";

const SIGN_OUT = { label: "Sign out", post: "/leave", fields: {} };

/** Lets nobody in from a banned address, nor by the session of a banned person: pages say why and until when. A socket of
 *  confab.v1 says so itself, once it is open: a page is not told why one was refused. */
export const refuseBanned = define.middleware(async (ctx) => {
  const { banned, address } = ctx.state;
  const ofAddress = banFor(ctx.state, address);
  const ban = ofAddress ?? banned?.ban;
  if (!ban) return await ctx.next();
  const { method, headers } = ctx.req;
  const { pathname } = ctx.url;
  if (/^\/ws(\/|$)/.test(pathname)) {
    if (!ofAddress && headers.has("sec-websocket-protocol")) return await ctx.next();
    return Response.json({ error: refusalOf(ban) }, { status: 403 });
  }
  if (!ofAddress && method === "POST" && pathname === SIGN_OUT.post) return await ctx.next();
  const terms = { reason: ban.reason, until: ban.expiresAt };
  const who = ofAddress ? "Your address is" : "You are";
  throw new PageError(
    403,
    `${who} banned ${banEndText(terms, readerClock(ctx))}`,
    banReasonText(terms),
    // Somebody else may have an account. A guest would come in again under another name.
    !ofAddress && hasAccount(banned!.account) ? SIGN_OUT : null,
  );
});

/** The ban of an address that keeps this person out; null when none does. Admins who are signed in stay: a ban may
 *  have caught them, and they can lift it. */
export function banFor(
  { accounts, identity }: Pick<State, "accounts" | "identity">,
  address: string,
): Ban | null {
  return identity && isAdmin(identity.account) ? null : accounts.moderation.banOf(address);
}
