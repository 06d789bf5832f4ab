import { define } from "../http/define.ts";
import { signOut } from "../http/identity.ts";

/** Ends one's session on this browser. */
export const handlers = define.handlers({
  async POST(ctx) {
    const response = ctx.redirect("/", 303);
    await signOut(ctx.state.hub.identities, ctx.req, response);
    return response;
  },
});
