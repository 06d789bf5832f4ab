import { define } from "../define.ts";

/** Nobody keeps a page: what is on it depends on who asks, and on when. Files say themselves how long they can be kept. */
export const notKept = define.middleware(async (ctx) => {
  const response = await ctx.next();
  if (response.headers.get("Content-Type")?.startsWith("text/html")) {
    response.headers.set("Cache-Control", "no-store");
  }
  return response;
});
