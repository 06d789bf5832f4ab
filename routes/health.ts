import { define } from "../http/define.ts";

/** For load balancers and people: is it up, and how busy is it. */
export const handlers = define.handlers({
  GET(ctx) {
    const { hub } = ctx.state;
    return ctx.json({
      status: "ok",
      connections: hub.connectionCount,
      rooms: hub.rooms.size,
    }, { headers: { "Cache-Control": "no-store" } });
  },
});
