import { momentText } from "../../components/account/moment_text.ts";
import type { Ban } from "../../accounts/ports.ts";
import { wireError } from "../../protocol/errors.ts";
import { define, type State } from "../define.ts";
import { ErrorText } from "./error_pages.tsx";
import { readerClock } from "../reader_clock.ts";

/** Lets nobody in from a banned address. */
export const refuseBanned = define.middleware(async (ctx) => {
  const ban = banFor(ctx.state, ctx.state.address);
  if (!ban) return await ctx.next();
  if (/^\/ws(\/|$)/.test(ctx.url.pathname)) {
    return Response.json({ error: wireError("banned", "Your address is banned") }, { status: 403 });
  }
  throw new ErrorText(403, "Your address is banned", describe(ban, ctx.req), null);
});

/** The ban of an address that keeps this person out; null when none does. Admins who are signed in stay: a ban may
 *  have caught them, and they can lift it. */
export function banFor(
  { accounts, identity }: Pick<State, "accounts" | "identity">,
  address: string,
): Ban | null {
  const role = identity?.account.role;
  return role === "admin" || role === "owner" ? null : accounts.banOf(address);
}

function describe({ reason, expiresAt }: Ban, request: Request): string {
  const clock = readerClock(request);
  const until = expiresAt === null ? "" : ` It ends ${momentText(expiresAt, clock)}.`;
  return `${reason === "" ? "No reason was given." : `The reason: ${reason}`}${until}`;
}
