import { define } from "../define.ts";
import { sessionToken } from "../session_cookie.ts";

/** Finds out who asks, from the session cookie. */
export const identity = define.middleware(async (ctx) => {
  const token = sessionToken(ctx);
  ctx.state.identity = token
    ? await ctx.state.accounts.signingIn.findSession(token, ctx.state.address)
    : null;
  return await ctx.next();
});
