import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { MissingDatabasePage } from "../../components/ui/page/MissingDatabasePage.tsx";
import type { Logger } from "../../hub/ports/logger.ts";
import { wireError } from "../../protocol/errors.ts";
import { isForPrograms } from "../for_programs.ts";
import { secure } from "../middleware/security_headers.ts";

/** What programs and the log are told. */
const MESSAGE = "There is no database: assign a PostgreSQL database to this app on Deno Deploy";

/** Tells the log why nothing is served. */
export function logMissingDatabase(logger: Logger): void {
  logger.error(MESSAGE, { missing: "DATABASE_URL or PGHOST", readOn: "docs/DEPLOY.md" });
}

/** The answer to every request while there is nowhere to keep what is said: what is missing, and nothing that would be lost. */
export function answerWithoutDatabase({ method, url }: Request): Response {
  const { pathname } = new URL(url);
  const nonce = crypto.randomUUID();
  const response = /^\/health(\/|$)/.test(pathname)
    ? Response.json({ status: "no database", message: MESSAGE })
    : isForPrograms(pathname)
    ? Response.json({ error: wireError("storage_unavailable", MESSAGE) })
    : new Response(`<!DOCTYPE html>${renderToString(h(MissingDatabasePage, { nonce }))}`, {
      headers: { "Content-Type": "text/html; charset=UTF-8" },
    });
  const { headers } = response;
  headers.set("Cache-Control", "no-store");
  headers.set("X-Request-Id", crypto.randomUUID());
  // For a year nobody shall be bound to https by a server that is not set up.
  secure(headers, { nonce: `'nonce-${nonce}'`, https: false });
  return new Response(method === "HEAD" ? null : response.body, { status: 503, headers });
}
