import { HttpError } from "fresh";
import { define } from "../http/define.ts";
import { isSameSecret } from "../http/same_secret.ts";

/** For Prometheus. Where no token is set there is nothing here; behind a proxy every request may come from this machine, so
 *  that where it comes from says nothing. */
export const handlers = define.handlers({
  async GET(ctx) {
    const { config: { metricsToken }, metrics } = ctx.state;
    if (metricsToken === null || metrics === null) throw new HttpError(404);
    const shown = /^Bearer +(\S+)$/i.exec(ctx.req.headers.get("authorization") ?? "")?.[1] ?? "";
    if (!await isSameSecret(shown, metricsToken)) {
      const headers = { "WWW-Authenticate": "Bearer", "Cache-Control": "no-store" };
      return new Response("Show the token in METRICS_TOKEN as a bearer token\n", {
        status: 401,
        headers,
      });
    }
    const { text, contentType } = await metrics.render();
    return new Response(text, {
      headers: { "Content-Type": contentType, "Cache-Control": "no-store" },
    });
  },
});
