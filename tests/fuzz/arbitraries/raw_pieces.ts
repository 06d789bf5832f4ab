import fc from "fast-check";

/** Bytes for a TCP connection that are hardly HTTP, one character a byte, in the pieces in which they are written. */

const HOST = "Host: localhost\r\n";
const END = "\r\n\r\n";
const FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
const SMUGGLED = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
const UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: confab.v1";

/** Requests that mean different things to different readers, and such that mean nothing. */
const SHAPES = [
  `GET / HTTP/1.1\r\n${HOST}\r\n`,
  `GET /login HTTP/1.1\r\n${HOST}Connection: close${END}`,
  `GET /ws HTTP/1.1\r\n${HOST}${UPGRADE}${END}`,
  `GET /ws HTTP/1.1\r\n${HOST}${UPGRADE}${END}\x81\x85aaaaaaaaa`,
  `GET /ws HTTP/1.1\r\n${HOST}${UPGRADE}${END}${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 6${END}name=A`,
  // Lengths that contradict each other or themselves.
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 4\r\nTransfer-Encoding: chunked${END}0\r\n\r\n${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked\r\nContent-Length: 500${END}0\r\n\r\n${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 0\r\nContent-Length: 44${END}${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 5, 6${END}name=A`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: -1${END}name=A`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: +6${END}name=A`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 0x6${END}name=A`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 99999999999999999999${END}name=A`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Content-Length: 100${END}name=A`,
  `POST /login HTTP/1.1\r\n${HOST}${FORM}Content-Length : 6${END}name=A`,
  `GET / HTTP/1.1\r\n${HOST}Content-Length: 44${END}${SMUGGLED}`,
  // Chunks.
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}6\r\nname=A\r\n0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}zz\r\nname=A\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}ffffffffffffffff\r\nname=A\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}-1\r\nname=A\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}6;${
    "a".repeat(9_000)
  }\r\nname=A\r\n0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}6\r\nname=A\r\n0\r\nTrailer: x\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}${
    "1\r\na\r\n".repeat(3_000)
  }0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}3\r\nabcdef\r\n0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: xchunked${END}0\r\n\r\n${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding : chunked${END}0\r\n\r\n${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding:\x0bchunked${END}0\r\n\r\n${SMUGGLED}`,
  `POST / HTTP/1.1\r\n${HOST}${FORM}Transfer-Encoding: chunked, identity${END}0\r\n\r\n${SMUGGLED}`,
  `POST / HTTP/1.0\r\n${HOST}${FORM}Transfer-Encoding: chunked${END}0\r\n\r\n${SMUGGLED}`,
  // First lines.
  `GET  / HTTP/1.1\r\n${HOST}\r\n`,
  `GET / HTTP/9.9\r\n${HOST}\r\n`,
  `GET / http/1.1\r\n${HOST}\r\n`,
  "GET /\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "GET / HTTP/1.1\r\n\r\n",
  `GET /\0 HTTP/1.1\r\n${HOST}\r\n`,
  `GET /\xc3\xa9 HTTP/1.1\r\n${HOST}\r\n`,
  `GET http://[ HTTP/1.1\r\n${HOST}\r\n`,
  `GET http://elsewhere.example/ HTTP/1.1\r\n${HOST}\r\n`,
  `GET http://u:p@localhost:99999/ HTTP/1.1\r\n${HOST}\r\n`,
  `GET //// HTTP/1.1\r\n${HOST}\r\n`,
  `GET //elsewhere.example/%2e%2e HTTP/1.1\r\n${HOST}\r\n`,
  `GET ?a HTTP/1.1\r\n${HOST}\r\n`,
  `GET * HTTP/1.1\r\n${HOST}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
  `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n`,
  `GET /${"a".repeat(70_000)} HTTP/1.1\r\n${HOST}\r\n`,
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x04\x08\0\0\0\0\0\xff\xff\xff\xff",
  "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
  // Heads.
  "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: \r\nOrigin: http://\r\n\r\n",
  "GET /ws HTTP/1.1\r\nHost: /\r\nOrigin: http:///\r\n\r\n",
  `GET / HTTP/1.1\r\n${HOST} folded: line\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HOST}: empty\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HOST}No colon\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HOST}A: b\0c\r\n\r\n`,
  `GET / HTTP/1.1\n${HOST.trim()}\n\n`,
  `GET / HTTP/1.1\r${HOST.trim()}\r\r`,
  `GET / HTTP/1.1\r\n${HOST}${"A: b\r\n".repeat(300)}\r\n`,
  `GET / HTTP/1.1\r\n${HOST}A: ${"b".repeat(300_000)}\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HOST}Cookie: ${"a=b; ".repeat(2_000)}\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HOST}Cookie: confab_session=\xff\xff\r\n\r\n`,
  `GET /login HTTP/1.1\r\n${HOST}User-Agent: \xff(((((((((\r\n\r\n`,
  // Several on one connection.
  SMUGGLED.repeat(50),
  `${SMUGGLED}GET /confab.css HTTP/1.1\r\n${HOST}\r\nGET / HTTP/1.1\r\n${HOST}\r\n`,
  "\r\n\r\n\r\n",
  "",
];

interface Change {
  kind: "cut" | "flip" | "insert" | "drop" | "double";
  at: number;
  /** What is put in, taken out or flipped with. */
  bytes: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("cut", "flip", "insert", "drop", "double"),
  at: fc.nat(400),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => String.fromCharCode(...bytes)),
    fc.constantFrom("\r\n", "\n", "\0", " ", ":", "%00", "%ff", "\x7f", "\xff"),
  ),
});

function changed(text: string, { kind, at, bytes }: Change): string {
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  switch (kind) {
    case "cut":
      return head;
    case "flip":
      return head + String.fromCharCode(tail.charCodeAt(0) ^ bytes.charCodeAt(0)) + tail.slice(1);
    case "insert":
      return head + bytes + tail;
    case "drop":
      return head + tail.slice(bytes.length);
    case "double":
      return head + tail.slice(0, 20) + tail;
  }
}

export const rawPieces: fc.Arbitrary<string[]> = fc.record({
  shape: fc.constantFrom(...SHAPES),
  changes: fc.oneof(fc.constant<Change[]>([]), fc.array(change, { maxLength: 4 })),
  cuts: fc.array(fc.nat(300), { maxLength: 2 }),
}).map(({ shape, changes, cuts }) => {
  const text = changes.reduce(changed, shape);
  const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length]
    .sort((a, b) => a - b);
  return at.slice(1).map((end, i) => text.slice(at[i], end));
});
