import { define } from "../../http/define.ts";

/** Whether the process still answers: if it does not, it has to be started again. */
export const handlers = define.handlers({
  GET(ctx) {
    return ctx.json({ status: "live" }, { headers: { "Cache-Control": "no-store" } });
  },
});
