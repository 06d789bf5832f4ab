import { define } from "../http/define.ts";

/** For load balancers and people: is it up, and how busy is it. Of rooms it tells the public ones. */
export const handlers = define.handlers({
  GET(ctx) {
    const { hub } = ctx.state;
    const { kind, isConnected, isPrompt } = hub.brokerHealth;
    return ctx.json({
      status: "ok",
      connections: hub.connectionCount,
      places: hub.places.taken,
      limit: hub.limits.connections,
      rooms: hub.rooms.publicCount,
      servers: hub.hubCount,
      broker: { kind, connected: isConnected, prompt: isPrompt },
    }, { headers: { "Cache-Control": "no-store" } });
  },
});
