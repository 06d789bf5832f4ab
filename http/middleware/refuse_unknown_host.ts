import { define } from "../define.ts";

/** Answers nothing that was asked of a host that is none of ours. */
export const refuseUnknownHost = define.middleware((ctx) =>
  ctx.state.hosts.refuse(ctx.req) ?? ctx.next()
);
