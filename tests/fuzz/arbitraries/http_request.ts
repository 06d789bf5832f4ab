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

const ROOMS = ["general", "fuzz-1", "@@memberRoom@@", "@@secretRoom@@", "nowhere"];
const USERS = ["@@owner@@", "@@admin@@", "@@member@@", "@@guest@@", "nobody"];

/** Values that lead somewhere, by the name of a field or a route's parameter, so that what is behind is reached. */
const FITTING: Record<string, readonly string[]> = {
  room: ROOMS,
  id: ROOMS,
  title: ["Fuzz 1", "Fuzz 2"],
  user: USERS,
  token: ["@@invite@@", "@@memberToken@@", "nothing"],
  name: ["Fuzz 1", "Fuzz 2", "Member"],
  password: ["wrong password", "password"],
  current: ["wrong password"],
  next: ["another password"],
  to: [
    "/rooms/general",
    "/account",
    "//[",
    "//a:99999",
    "/.//elsewhere.example",
    "/\\elsewhere.example",
  ],
  page: ["0", "1", "2", "1e9", "-1"],
  before: ["1", "1000000"],
  do: (
    "name password end end-others lift ban create withdraw archive unarchive role deactivate reactivate unban reset"
  ).split(" "),
  role: ["owner", "admin", "member", "guest"],
  uses: ["1", "0", "1e3", "1.5"],
  days: ["1", "400", "0x10"],
  hours: ["1", "24", "forever", "toString"],
  invite: ["1", "@@invite@@"],
  ban: ["1", "0"],
  address: ["127.0.0.1", "::1", "2001:db8::1", "10.0.0.0/8"],
  reason: ["Because"],
  remove: ["on"],
  sure: ["on"],
  session: ["@@owner@@", "1"],
  done: ["name", "ban", "toString", "__proto__"],
  q: ["e", "%", "_"],
  guests: ["on"],
  ["__proto__"]: ["1"],
};

const names = Object.keys(FITTING);

/** A value for what goes by a name: one that fits, or any. */
function valueOf(name: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...FITTING[name]!) },
    { weight: 1, arbitrary: hostileText },
  );
}

/** As a part of an address: encoded as it should be, or not. */
const encoded = (value: fc.Arbitrary<string>) =>
  fc.tuple(value, fc.nat(9)).map(([text, dice]) => {
    if (dice < 7) return unencodedNames(encodeURIComponent(text.toWellFormed()));
    if (dice < 8) return encodeURIComponent(encodeURIComponent(text.toWellFormed()));
    return withoutBreaks(text);
  });

const STATIC = [
  "/confab.css",
  "/icon.svg",
  "/favicon.ico",
  "/fonts/../main.ts",
  "/%2e%2e/deno.json",
];

/** Every route, its parameter filled with something. */
const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...await routePatterns()).chain(filled) },
  { weight: 1, arbitrary: fc.constantFrom(...STATIC) },
  {
    weight: 1,
    arbitrary: fc.array(encoded(hostileText), { maxLength: 4 }).map((parts) =>
      `/${parts.join("/")}`
    ),
  },
);

function filled(pattern: string): fc.Arbitrary<string> {
  const parameter = pattern.match(/\[(\w+)\]/);
  if (!parameter) return fc.constant(pattern);
  return encoded(valueOf(parameter[1]!)).map((value) => pattern.replace(parameter[0], () => value));
}

const pair: fc.Arbitrary<[string, string]> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(...names).chain((name) =>
      fc.tuple(fc.constant(name), valueOf(name))
    ),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constant("do"), valueOf("do")) },
  { weight: 1, arbitrary: fc.tuple(hostileText, hostileText) },
);

const pairs = fc.array(pair, { maxLength: 8 });

const target = fc.tuple(path, fc.option(pairs, { freq: 2 })).map(([path, query]) =>
  withoutBreaks(path + (query ? `?${unencodedNames(String(new URLSearchParams(query)))}` : ""))
    .slice(0, 60_000)
);

type Body = Pick<HttpRequest, "body"> & { type: string };

const URLENCODED = "application/x-www-form-urlencoded";

const form: fc.Arbitrary<Body> = pairs.map((fields) => ({
  type: URLENCODED,
  body: unencodedNames(String(new URLSearchParams(fields))),
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
    ["Host", "evil.example"],
    ["Host", `evil"&'<b>.example:1`],
    ["Host", "xn--80ak6aa92e.example."],
    ["X-Forwarded-Host", "evil.example"],
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

/** What stands between @@ must be found again by the cast. */
function unencodedNames(text: string): string {
  return text.replaceAll("%40%40", "@@");
}

/** What would end a line of the head, or a part of its first line, is left out. */
function withoutBreaks(text: string): string {
  return text.replace(/[\0-\x20\x7f]/g, "");
}
