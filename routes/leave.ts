import { define } from "../http/define.ts";
import { signOut } from "../http/session_cookie.ts";

/** Ends one's session on this browser, in all its windows. */
export const handlers = define.handlers({
  POST: (ctx) => signOut(ctx, "/"),
});
