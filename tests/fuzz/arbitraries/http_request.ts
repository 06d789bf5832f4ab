import fc from "fast-check";
import { hostileText } from "./hostile_text.ts";
import { routePatterns } from "./route_patterns.ts";

/** A request that is whole: its head can be read, and its body is as long as it says. Texts are filled in by the
 *  cast and sent as UTF-8. */
export interface HttpRequest {
  as: Role;
  method: string;
  /** With its query. */
  target: string;
  headers: [string, string][];
  body: string | Uint8Array;
}

/** Whose session comes along. */
export type Role = "nobody" | "guest" | "member" | "admin";

export const role: fc.Arbitrary<Role> = fc.constantFrom("nobody", "guest", "member", "admin");

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant("GET") },
  { weight: 8, arbitrary: fc.constant("POST") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "FOO"),
  },
);

/** Values that lead somewhere, so that what is behind them is reached. */
const FITTING = [
  "general",
  "fuzz-1",
  "@@memberRoom@@",
  "@@secretRoom@@",
  "@@owner@@",
  "@@member@@",
  "@@guest@@",
  "@@invite@@",
  "Fuzz 1",
  "Member",
  "wrong password",
  "1",
  "24",
  "member",
  "on",
  "/rooms/general",
  "127.0.0.1",
  "2001:db8::1",
];

const value = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...FITTING) },
  { weight: 1, arbitrary: hostileText },
);

/** As a part of an address: encoded as it should be, or not. */
const encoded = fc.tuple(value, fc.nat(9)).map(([text, dice]) => {
  if (dice < 7) return encodeURIComponent(text.toWellFormed());
  if (dice < 8) return encodeURIComponent(encodeURIComponent(text.toWellFormed()));
  return withoutBreaks(text);
});

const STATIC = [
  "/css/base.css",
  "/icon.svg",
  "/favicon.ico",
  "/css/../main.ts",
  "/%2e%2e/deno.json",
];

/** Every route, its parameters filled with something. */
const path = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom(...await routePatterns()), encoded).map(
      ([pattern, value]) => pattern.replace(/\[\w+\]/, () => value),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...STATIC) },
  {
    weight: 1,
    arbitrary: fc.array(encoded, { maxLength: 4 }).map((parts) => `/${parts.join("/")}`),
  },
);

/** Whatever a form or an address of ours has. */
const FIELDS = (
  "name password to title id room page do role uses days invite ban address reason hours remove sure current " +
  "next session done q guests before __proto__ constructor"
).split(" ");

/** What forms ask for. */
const DEEDS = (
  "name password end end-others lift ban create withdraw archive unarchive role deactivate reactivate unban " +
  "reset toString"
).split(" ");

const pair = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...FIELDS), value) },
  { weight: 4, arbitrary: fc.tuple(fc.constant("do"), fc.constantFrom(...DEEDS)) },
  { weight: 1, arbitrary: fc.tuple(hostileText, hostileText) },
);

const pairs = fc.array(pair, { maxLength: 8 });

const target = fc.tuple(path, fc.option(pairs, { freq: 2 })).map(([path, query]) =>
  withoutBreaks(path + (query ? `?${new URLSearchParams(query)}` : "")).slice(0, 60_000)
);

type Body = Pick<HttpRequest, "body"> & { type: string };

const URLENCODED = "application/x-www-form-urlencoded";

const form: fc.Arbitrary<Body> = pairs.map((fields) => ({
  type: URLENCODED,
  // What stands between @@ must be found again by the cast.
  body: String(new URLSearchParams(fields)).replaceAll("%40%40", "@@"),
}));

const multipart: fc.Arbitrary<Body> = fc.tuple(
  pairs,
  fc.constantFrom("x", "", '"', "y", "-".repeat(80)),
)
  .map(([fields, boundary]) => ({
    type: `multipart/form-data; boundary=${boundary}`,
    body:
      fields.map(([name, value]) =>
        `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${value}"\r\n\r\n${value}\r\n`
      ).join("") + "--x--\r\n",
  }));

const body: fc.Arbitrary<Body> = fc.oneof(
  { weight: 8, arbitrary: form },
  { weight: 2, arbitrary: multipart },
  { weight: 1, arbitrary: fc.tuple(form, hostileText).map(([{ body }, type]) => ({ type, body })) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 300 }).map((body) => ({ type: URLENCODED, body })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(16_384, 16_385, 1_000_000)
      .map((length) => ({ type: URLENCODED, body: `name=${"a".repeat(length - 5)}` })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({ type: URLENCODED, body: "do=name&".repeat(2_000) }),
  },
  { weight: 1, arbitrary: fc.json().map((body) => ({ type: "application/json", body })) },
);

const upgrade: [string, string][] = [
  ["Upgrade", "websocket"],
  ["Connection", "Upgrade"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
  ["Sec-WebSocket-Protocol", "confab.v1"],
];

const header = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      ..."Accept-Language User-Agent Referer Origin Sec-Fetch-Site X-Forwarded-For X-Forwarded-Proto Forwarded"
        .split(
          " ",
        ),
      ..."If-None-Match Range Accept Cookie Cookie Authorization X-Request-Id Content-Encoding Traceparent"
        .split(
          " ",
        ),
      ...upgrade.map(([name]) => name),
    ),
    hostileText,
  ),
  fc.constantFrom<[string, string]>(
    ["Accept-Language", "en-US-u-hc-h12,de;q=0.5"],
    ["Accept-Language", "x-private"],
    ["Accept-Language", "de-DE-u-nu-fullwide-ca-hebrew-tz-uslax"],
    ["Cookie", "tz=Europe%2FBerlin"],
    ["Cookie", "tz=%ff"],
    ["Cookie", "confab_session=a; confab_session=b; __Host-confab_session=c"],
    ["Cookie", "=; ;;=;a"],
    ["Origin", "null"],
    ["Sec-Fetch-Site", "cross-site"],
    ["Sec-Fetch-Site", "same-origin"],
    ["Expect", "100-continue"],
    ["Accept-Encoding", "gzip, br"],
    ["Range", "bytes=0-0,5-,-1"],
    ["Content-Encoding", "gzip"],
  ),
);

const headers = fc.oneof(
  { weight: 8, arbitrary: fc.array(header, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(header, { maxLength: 2 }).map((some) => [...upgrade, ...some]) },
  {
    weight: 1,
    arbitrary: fc.tuple(header, fc.constantFrom(20, 200)).map(([one, times]) =>
      Array.from({ length: times }, () => one)
    ),
  },
);

export const httpRequest: fc.Arbitrary<HttpRequest> = fc.record({
  as: role,
  method,
  target,
  headers,
  body,
}).map(({ as, method, target, headers, body: { type, body } }) => {
  const hasBody = method !== "GET" && method !== "HEAD";
  return {
    as,
    method,
    target,
    headers: [...headers, ...(hasBody ? [["Content-Type", type] as [string, string]] : [])]
      .map(([name, value]): [string, string] => [name, withoutBreaks(value).slice(0, 20_000)]),
    body: hasBody ? body : "",
  };
});

/** What would end a line of the head, or a part of its first line, is left out. */
function withoutBreaks(text: string): string {
  return text.replace(/[\0-\x20\x7f]/g, "");
}
