import type { Ban } from "../accounts/ports.ts";
import { wireError } from "../protocol/errors.ts";
import { define } from "./define.ts";
import { ErrorText } from "./error_pages.tsx";
import { momentText } from "../components/account/moment_text.ts";
import { readerClock } from "./reader_clock.ts";
import { remoteAddress } from "./remote_address.ts";

/** Lets nobody in from a banned address but admins who are signed in: a ban may have caught them, and they can
 *  lift it. */
export const refuseBanned = define.middleware(async (ctx) => {
  const { accounts, identity } = ctx.state;
  const ban = accounts.banOf(remoteAddress(ctx.info));
  const role = identity?.account.role;
  if (!ban || role === "admin" || role === "owner") return await ctx.next();
  if (ctx.url.pathname === "/ws") {
    return Response.json({ error: wireError("banned", "Your address is banned") }, { status: 403 });
  }
  throw new ErrorText(403, "Your address is banned", describe(ban, ctx.req));
});

function describe({ reason, expiresAt }: Ban, request: Request): string {
  const clock = readerClock(request);
  const until = expiresAt === null ? "" : ` It ends ${momentText(expiresAt, clock)}.`;
  return `${reason === "" ? "No reason was given." : `The reason: ${reason}`}${until}`;
}
