import { define } from "../http/define.ts";
import { signOut } from "../http/identity.ts";

/** Ends one's session on this browser, in all its windows. */
export const handlers = define.handlers({
  async POST(ctx) {
    const { hub, user } = ctx.state;
    const response = ctx.redirect("/", 303);
    await signOut(hub.identities, ctx.req, response);
    if (user) hub.signOut(user.id);
    return response;
  },
});
