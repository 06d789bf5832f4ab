import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { UnknownHostPage } from "../components/ui/page/UnknownHostPage.tsx";
import type { Config } from "../config.ts";
import type { Logger } from "../hub/ports/logger.ts";
import { forwardedHost } from "./middleware/behind_proxy.ts";
import { secure } from "./middleware/security_headers.ts";
import { isForPrograms } from "./for_programs.ts";
import { refuse } from "./sockets/handshake.ts";

const MISDIRECTED_REQUEST = 421;
/** Most names that the log tells of: anybody can invent more. */
const MOST_TOLD = 50;
/** Longest part of a name that the log tells, in characters: no name of the DNS is longer. */
const TOLD_CHARACTERS = 253;

/** The hosts by which this server may be asked. Whoever owns a name can have it lead here, to a server on a visitor's own
 *  machine or network (DNS rebinding): to the browser their page is then one of ours. So names have to be known. Nobody
 *  can own an address, or localhost. */
export class KnownHosts {
  /** Null: any host is known. */
  readonly #names: ReadonlySet<string> | null;
  readonly #trustedProxies: number;
  readonly #logger: Logger;
  readonly #told = new Set<string>();

  constructor(
    { hostNames, trustedProxies }: Pick<Config, "hostNames" | "trustedProxies">,
    logger: Logger,
  ) {
    this.#names = hostNames && new Set(hostNames);
    this.#trustedProxies = trustedProxies;
    this.#logger = logger;
  }

  /** The answer to a request for a host that is not known; null when all is well. Both hosts have to be known, the one that
   *  the connection asks for and the one that a trusted proxy tells of: a page past the proxy can claim the latter. */
  refuse(request: Request): Response | null {
    const { hostname, pathname } = new URL(request.url);
    const forwarded = forwardedHost(request.headers, this.#trustedProxies);
    const asked = forwarded === null
      ? [hostname]
      : [new URL(`http://${forwarded}`).hostname, hostname];
    const unknown = asked.map(withoutRoot).find((host) => !this.#isKnown(host));
    if (unknown === undefined) return null;
    this.#tell(unknown);
    return misdirected(unknown, pathname);
  }

  /** @param host as the URL parser writes it */
  #isKnown(host: string): boolean {
    return this.#names === null || this.#names.has(host) || isAddress(host) ||
      host === "localhost" || host.endsWith(".localhost");
  }

  #tell(host: string): void {
    const name = host.slice(0, TOLD_CHARACTERS);
    if (this.#told.has(name) || this.#told.size >= MOST_TOLD) return;
    this.#told.add(name);
    const message = "asked for an unknown host: set PUBLIC_URL or ALLOWED_HOSTS if it is ours";
    this.#logger.warn(message, { host: name });
    if (this.#told.size === MOST_TOLD) this.#logger.warn("no more unknown hosts are told");
  }
}

/** "chat.example." is the same host as "chat.example". */
function withoutRoot(host: string): string {
  return host.replace(/\.$/, "");
}

/** Of a host as the URL parser writes it: every way to write an address is one there. */
function isAddress(host: string): boolean {
  return host.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

function misdirected(host: string, pathname: string): Response {
  const nonce = crypto.randomUUID();
  const response = isForPrograms(pathname)
    ? refuse(MISDIRECTED_REQUEST, `This server does not answer to "${host}"`)
    : new Response(`<!DOCTYPE html>${renderToString(h(UnknownHostPage, { host, nonce }))}`, {
      status: MISDIRECTED_REQUEST,
      headers: { "Content-Type": "text/html; charset=UTF-8" },
    });
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Request-Id", crypto.randomUUID());
  // Over https or not: a name that may be somebody else's is told nothing for a year.
  secure(response.headers, { nonce: `'nonce-${nonce}'`, https: false });
  return response;
}
