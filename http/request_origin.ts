import type { Origin } from "../hub/ports/identities.ts";
import type { RequestContext } from "./define.ts";

/** Longest part of a User-Agent that is looked at, in characters. Real ones end long before. */
const READ_CHARACTERS = 512;
/** What names of browsers and systems look like. For one that it does not know the parser gives what stands in the
 *  header, which may be anything. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9 .+-]{0,29}$/;

/** Where a request comes from. */
export async function requestOrigin({ req, state }: RequestContext): Promise<Origin> {
  return { address: state.address, device: await deviceOf(req.headers.get("user-agent")) };
}

/** A browser and its system in a few words, such as "Firefox on Linux", from a User-Agent header; "" when they
 *  can't be told. */
export async function deviceOf(userAgent: string | null): Promise<string> {
  if (!userAgent) return "";
  const bowser = await loadBrowserParser();
  const parser = bowser.getParser(userAgent.slice(0, READ_CHARACTERS));
  const names = [parser.getBrowserName(), parser.getOSName()];
  return names.filter((name) => NAME.test(name)).join(" on ");
}

/** It takes 5 ms, and is not needed to start. */
export async function loadBrowserParser() {
  return (await import("bowser")).default;
}
