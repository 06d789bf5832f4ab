import type { Config } from "../../config.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { KnownHosts } from "../known_hosts.ts";
import { isOutOfFiles } from "./open_files.ts";
import { secure } from "../middleware/security_headers.ts";

/** How many connections the system keeps for us that we have not taken yet. With Deno's own 511 many of 2,000 who come
 *  back together are turned away, and try again after a second. */
const BACKLOG = 4_096;

/** What Fresh's router knows. Any other method, as scanners send them, is a bug to it. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** How long after it failed a listener listens again, in milliseconds. */
const RELISTEN_MS = 1_000;

export type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo<Deno.NetAddr>,
) => Response | Promise<Response>;

type Options = Pick<Config, "host" | "port"> & {
  hosts: Pick<KnownHosts, "refuse">;
  logger: Logger;
  onListen: (address: Deno.NetAddr) => void;
};

/** Takes connections until it is stopped. Deno gives up on the first one it cannot take, which happens once
 *  the process has as many files open as it may; this listens again. Open connections live on meanwhile. */
export class Listener {
  readonly #handler: Handler;
  readonly #options: Options;
  #server: Deno.HttpServer<Deno.NetAddr>;
  #stopping = false;

  /** @throws what `Deno.serve` throws: the port is taken, the address is not ours */
  constructor(handler: Handler, options: Options) {
    this.#handler = handler;
    this.#options = options;
    this.#server = this.#serve(options.port, options.onListen);
    void this.#keepServing();
  }

  /** Takes no more connections, asks every socket to close with 1001, and waits until all are closed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // One that failed and has not been replaced yet has nothing to shut down.
    await this.#server.shutdown().catch(() => {});
  }

  async #keepServing(): Promise<void> {
    const { port } = this.#server.addr;
    while (true) {
      const error = await this.#server.finished.then(() => "it ended", ({ message }) => message);
      if (this.#stopping) return;
      this.#options.logger.error("no connection can be taken", { error });
      await new Promise((resolve) => setTimeout(resolve, RELISTEN_MS));
      if (this.#stopping) return;
      this.#serveAgain(port);
    }
  }

  #serveAgain(port: number): void {
    try {
      this.#server = this.#serve(port, () => {});
    } catch {
      // As before: `finished` of the server that failed says so again.
    }
  }

  #serve(port: number, onListen: Options["onListen"]): Deno.HttpServer<Deno.NetAddr> {
    const options = {
      hostname: this.#options.host,
      port,
      automaticCompression: true,
      tcpBacklog: BACKLOG,
      onListen,
    };
    return Deno.serve(options, (request, info) => this.#answer(request, info));
  }

  async #answer(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> {
    // A header Host that is no host: Fresh's router could not read the address.
    if (!URL.canParse(request.url)) return plainAnswer(400, "Bad request");
    const { hosts, logger } = this.#options;
    if (!METHODS.has(request.method)) {
      return hosts.refuse(request) ?? plainAnswer(405, "Method not allowed");
    }
    try {
      return await this.#handler(request, info);
    } catch (error) {
      return hosts.refuse(request) ?? answerError(error, logger);
    }
  }
}

/** What the app itself could not answer: Fresh's router decodes paths before any middleware of ours. */
function answerError(error: unknown, logger: Logger): Response {
  if (error instanceof URIError) return plainAnswer(404, "Not found");
  const answer = isOutOfFiles(error)
    ? plainAnswer(503, "The server is busy: try again in a moment")
    : plainAnswer(500, "Something went wrong");
  const requestId = answer.headers.get("X-Request-Id");
  logger.error("request failed outside the app", { requestId, error });
  return answer;
}

function plainAnswer(status: number, text: string): Response {
  const response = new Response(text, { status });
  response.headers.set("X-Request-Id", crypto.randomUUID());
  secure(response.headers, { https: false });
  return response;
}
