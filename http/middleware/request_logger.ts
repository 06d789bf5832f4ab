import { define } from "../define.ts";
import { SWITCHING_PROTOCOLS } from "./security_headers.ts";

/** What a proxy may call a request. */
const REQUEST_ID = /^[\w.-]{1,64}$/;
/** What a place of ours is called. Links that let somebody in have other characters, too. */
const PLAIN_SEGMENT = /^[a-z0-9.-]{0,48}$/;

/** Gives each request an id, the trusted proxy's own if it has one, which is in the answer (unless that opens
 *  a socket) and in all the log says of it; and logs how each was answered, at the level "debug". */
export const requestLogger = define.middleware(async (ctx) => {
  const { config, logger, address } = ctx.state;
  const given = ctx.req.headers.get("x-request-id") ?? "";
  const isBelieved = config.trustedProxies > 0 && REQUEST_ID.test(given);
  const requestId = isBelieved ? given : crypto.randomUUID();
  ctx.state.requestId = requestId;
  const startedAt = performance.now();
  const response = await ctx.next();
  if (response.status !== SWITCHING_PROTOCOLS) response.headers.set("X-Request-Id", requestId);
  logger.debug("request", {
    requestId,
    method: ctx.req.method,
    path: loggedPath(ctx.url),
    status: response.status,
    ms: Math.round(performance.now() - startedAt),
    address,
  });
  return response;
});

/** The path of a request as the log may keep it: without the query, and without what may be a secret. */
export function loggedPath({ pathname }: URL): string {
  const keep = (segment: string) => PLAIN_SEGMENT.test(segment) ? segment : "…";
  return pathname.split("/").map(keep).join("/").slice(0, 200);
}
