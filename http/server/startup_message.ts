// deno-lint-ignore-file no-console -- speaks to the person who started the server
import type { Config } from "../../config.ts";

type Place = Pick<Config, "host" | "port" | "publicUrl">;

/** Tells on standard output where the server is, and where its owner's account is made while there is none.
 *  In one write: whoever reads the first line has the second one, too. */
export function printStartupMessage(place: Place, setupToken: string | null): void {
  const lines = [`Confab is on ${urlOf(place)}`];
  if (setupToken) lines.push(setupLine(place, setupToken));
  console.log(lines.join("\n"));
}

/** The second line alone, where somebody else listens and tells the first. */
export function printSetupLink(place: Place, setupToken: string): void {
  console.log(setupLine(place, setupToken));
}

/** What a link to this server begins with, for whoever reads the terminal it runs in. */
export function linkBase(place: Place): string {
  return place.publicUrl ?? urlOf(place);
}

/** The address to open on this machine. */
function urlOf({ host, port }: Place): string {
  const isLocal = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(host);
  return `http://${isLocal ? "localhost" : host}:${port}`;
}

function setupLine(place: Place, token: string): string {
  return `It has no owner yet. Whoever opens this link becomes it: ${
    linkBase(place)
  }/setup/${token}`;
}
