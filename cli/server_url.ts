import { EXIT, Failure } from "./exit.ts";

export const DEFAULT_SERVER = "ws://localhost:8000/ws";

const SCHEMES: Record<string, string> = {
  "ws:": "ws:",
  "wss:": "wss:",
  "http:": "ws:",
  "https:": "wss:",
};

/** The address of a server's socket.
 *  @param text with ws, wss, http or https, or none of them (ws); without a path it is /ws
 *  @throws {Failure} when it is no such address */
export function parseServerUrl(text: string): string {
  const full = text.includes("://") ? text : `ws://${text}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  const scheme = SCHEMES[url?.protocol ?? ""];
  if (!url || !scheme) {
    throw new Failure(EXIT.usage, `"${text}" is no address of a server, as in ${DEFAULT_SERVER}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Failure(EXIT.usage, "The address must not carry a name or password: see --help");
  }
  const path = url.pathname === "/" ? "/ws" : url.pathname;
  return `${scheme}//${url.host}${path}${url.search}`;
}
