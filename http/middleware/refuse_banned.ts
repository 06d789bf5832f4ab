import type { Ban } from "../../accounts/ports.ts";
import { dateTimeText } from "../../protocol/clock_text.ts";
import { wireError } from "../../protocol/errors.ts";
import { isAdmin } from "../../protocol/roles.ts";
import { define, type State } from "../define.ts";
import { readerClock } from "../reader_clock.ts";
import { PageError } from "./error_pages.tsx";

/** Lets nobody in from a banned address. */
export const refuseBanned = define.middleware(async (ctx) => {
  const ban = banFor(ctx.state, ctx.state.address);
  if (!ban) return await ctx.next();
  if (/^\/ws(\/|$)/.test(ctx.url.pathname)) {
    return Response.json({ error: wireError("banned", "Your address is banned") }, { status: 403 });
  }
  throw new PageError(403, "Your address is banned", describe(ban, ctx.req), null);
});

/** The ban of an address that keeps this person out; null when none does. Admins who are signed in stay: a ban may
 *  have caught them, and they can lift it. */
export function banFor(
  { accounts, identity }: Pick<State, "accounts" | "identity">,
  address: string,
): Ban | null {
  return identity && isAdmin(identity.account) ? null : accounts.moderation.banOf(address);
}

function describe({ reason, expiresAt }: Ban, request: Request): string {
  const clock = readerClock(request);
  const until = expiresAt === null ? "" : ` It ends ${dateTimeText(expiresAt, clock)}.`;
  return `${reason === "" ? "No reason was given." : `The reason: ${reason}`}${until}`;
}
