import { define } from "../define.ts";
import { sessionToken } from "../session_cookie.ts";

/** Finds out who asks, from the session cookie, and whether a ban keeps them out. */
export const identity = define.middleware(async (ctx) => {
  const token = sessionToken(ctx);
  if (token) {
    const { signingIn } = ctx.state.accounts;
    Object.assign(ctx.state, await signingIn.recognize(token, ctx.state.address));
  }
  return await ctx.next();
});
