import type { Config } from "../../config.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { secure } from "../middleware/security_headers.ts";

/** How far an upgrade is, in versions of the schema: what the database had, has, and will have. */
interface Progress {
  from: number;
  reached: number;
  to: number;
}

/** After how many seconds a page looks again, and a program may. */
const RETRY_SECONDS = 3;
/** Longest that is waited for who was told and does not go, in milliseconds. */
const LEAVE_MS = 500;

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${RETRY_SECONDS}">
<title>Back in a moment</title>
<p>The chat is being brought up to date, with all that was said in it. This page loads again by itself.</p>
`;

/** What stands at the server's address while it brings its database up to date, and tells the log: with millions of messages
 *  that takes a while, and nobody shall take the chat for gone. */
export class UpgradeSign {
  readonly #place: Pick<Config, "host" | "port">;
  readonly #logger: Logger;
  readonly #taken = new AbortController();
  #server: Deno.HttpServer | null = null;
  #beganMs = 0;

  /** @param place where the server will listen; port 0, which nobody knows of, gets no sign */
  constructor({ host, port, logger }: Pick<Config, "host" | "port"> & { logger: Logger }) {
    this.#place = { host, port };
    this.#logger = logger;
  }

  /** Before each step, and after the last. */
  tell({ from, reached, to }: Progress): void {
    if (reached === from) {
      this.#beganMs = performance.now();
      this.#putUp();
    }
    const tookMs = Math.round(performance.now() - this.#beganMs);
    const message = reached < to
      ? "the database is being brought up to date"
      : "the database is up to date";
    this.#logger.info(message, { schema: reached, of: to, tookMs });
  }

  /** Leaves the address to the server. */
  async takeDown(): Promise<void> {
    this.#taken.abort();
    const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_MS));
    await Promise.race([this.#server?.finished, patience]);
  }

  #putUp(): void {
    const { host: hostname, port } = this.#place;
    if (port === 0) return;
    try {
      const { signal } = this.#taken;
      this.#server = Deno.serve({ hostname, port, signal, onListen: () => {} }, answer);
    } catch {
      // The server will meet the same, and say so.
    }
  }
}

function answer({ url }: Request): Response {
  const headers = new Headers({
    "Retry-After": String(RETRY_SECONDS),
    "Cache-Control": "no-store",
    "Connection": "close",
  });
  secure(headers, { https: false });
  const path = URL.canParse(url) ? new URL(url).pathname : "";
  // It is not to be started again over this.
  if (path === "/health/live") return Response.json({ status: "live" }, { headers });
  if (path.startsWith("/health")) {
    return Response.json({ status: "upgrading" }, { status: 503, headers });
  }
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(PAGE, { status: 503, headers });
}
