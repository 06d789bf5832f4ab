import { getCookies } from "@std/http/cookie";

/** The cookies of a request by name, as they were sent. A pair without a name is left out: anybody can send
 *  one, some proxies and clients do, and `getCookies` throws over it. */
export function readCookies(headers: Headers): Record<string, string> {
  const pairs = headers.get("cookie")?.split(";").filter(hasName) ?? [];
  return pairs.length > 0 ? getCookies(new Headers({ cookie: pairs.join(";") })) : {};
}

function hasName(pair: string): boolean {
  return /^\s*[^\s=]/.test(pair);
}
