/**
 * Stands in for `@std/http/cookie`: reads the `Cookie` header and writes `Set-Cookie` (RFC 6265).
 * @module
 */

/** A cookie and its attributes, as `setCookie` writes them. */
export interface Cookie {
  name: string;
  value: string;
  /** A date, or milliseconds since the epoch. */
  expires?: Date | number;
  /** Seconds, an integer of at least 0; 0 expires the cookie at once. */
  maxAge?: number;
  domain?: string;
  path?: string;
  secure?: boolean;
  httpOnly?: boolean;
  partitioned?: boolean;
  sameSite?: "Strict" | "Lax" | "None";
  /** Further attributes, written as they are. */
  unparsed?: string[];
}

/** Visible ASCII without ()<>@,;:\"[]?={}. */
const NAME = /^[!#$%&'*+\-./0-9A-Z^_`a-z|~]+$/;
/** Visible ASCII without quote, comma, semicolon and backslash. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
/** ASCII without semicolon and control characters. */
const PATH = /^[\x20-\x3a\x3c-\x7e]*$/;

/**
 * The cookies of a request by name. Values are not decoded; of two with one name the last counts.
 *
 * Throws SyntaxError for a pair without a name, also an empty one such as a final ";" leaves.
 */
export function getCookies(headers: Headers): Record<string, string> {
  const cookies: Record<string, string> = {};
  const header = headers.get("Cookie");
  if (header === null) return cookies;
  for (const pair of header.split(";")) {
    const [name = "", ...value] = pair.split("=");
    if (name.trim() === "") throw new SyntaxError("A cookie needs a name");
    cookies[name.trim()] = value.join("=");
  }
  return cookies;
}

/**
 * Appends a `Set-Cookie` header. A name starting with `__Secure` makes the cookie secure; one starting with `__Host` also
 * fixes the path to "/" and drops the domain, as browsers demand. A cookie without a name is ignored.
 *
 * Throws SyntaxError for a character the header cannot hold, and RangeError for a negative `maxAge`.
 */
export function setCookie(headers: Headers, cookie: Cookie): void {
  if (cookie.name === "") return;
  headers.append("Set-Cookie", format(withPrefixRules(cookie)));
}

/** Tells the browser to forget a cookie. The attributes must be those it was set with. */
export function deleteCookie(
  headers: Headers,
  name: string,
  attributes?: Pick<Cookie, "path" | "domain" | "secure" | "httpOnly" | "partitioned">,
): void {
  setCookie(headers, { name, value: "", expires: new Date(0), ...attributes });
}

function withPrefixRules(cookie: Cookie): Cookie {
  if (cookie.name.startsWith("__Host")) {
    return { ...cookie, secure: true, path: "/", domain: undefined };
  }
  return cookie.name.startsWith("__Secure") ? { ...cookie, secure: true } : cookie;
}

function format(cookie: Cookie): string {
  validate(cookie);
  const parts = [`${cookie.name}=${cookie.value}`];
  if (cookie.secure) parts.push("Secure");
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (cookie.partitioned) parts.push("Partitioned");
  if (Number.isInteger(cookie.maxAge)) parts.push(`Max-Age=${cookie.maxAge}`);
  if (cookie.domain) parts.push(`Domain=${cookie.domain}`);
  if (cookie.sameSite) parts.push(`SameSite=${cookie.sameSite}`);
  if (cookie.path) parts.push(`Path=${cookie.path}`);
  if (cookie.expires) parts.push(`Expires=${new Date(cookie.expires).toUTCString()}`);
  if (cookie.unparsed) parts.push(...cookie.unparsed);
  return parts.join("; ");
}

function validate({ name, value, domain, path, maxAge }: Cookie): void {
  if (!NAME.test(name)) throw new SyntaxError(`Invalid cookie name: "${name}"`);
  // The value itself may be a secret, and stays out of the message.
  if (!VALUE.test(value)) {
    throw new SyntaxError(`Invalid character in the value of cookie "${name}"`);
  }
  if (domain && /^-|[.-]$/.test(domain)) {
    throw new SyntaxError(`Invalid first or last character in cookie domain: "${domain}"`);
  }
  if (path && !PATH.test(path)) throw new SyntaxError(`Invalid cookie path: "${path}"`);
  if (Number.isInteger(maxAge) && maxAge! < 0) {
    throw new RangeError(`Max-Age must be an integer of at least 0, got ${maxAge}`);
  }
}
