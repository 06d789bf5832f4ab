import { define } from "../../http/define.ts";
import { hideFirstRun } from "../../http/first_run.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { HOME_ROOM, roomPath } from "../../protocol/paths.ts";

/** Hides what a new server's owner is offered. */
export const handlers = define.handlers({
  POST(ctx) {
    adminOf(ctx);
    const response = ctx.redirect(roomPath(HOME_ROOM), 303);
    hideFirstRun(response.headers, ctx.url);
    return response;
  },
});
