import { define } from "../../http/define.ts";
import { whyNotReady } from "../../http/server/why_not_ready.ts";

/** Whether this server should be sent anybody new. It says nothing of the database: that is the same for all servers, and
 *  with none to send people to they would not even be told. */
export const handlers = define.handlers({
  GET(ctx) {
    const why = whyNotReady(ctx.state.hub);
    const status = why === null ? 200 : 503;
    const headers = { "Cache-Control": "no-store" };
    return ctx.json({ status: why ?? "ready" }, { status, headers });
  },
});
