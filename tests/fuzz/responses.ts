/** Reads HTTP/1.1 responses out of bytes. */

export interface HttpAnswer {
  status: number;
  /** Names in lower case. Of several of one name, the last. */
  headers: Map<string, string>;
  /** As far as it came. */
  body: string;
  /** False when its body goes on past the bytes. An answer to HEAD, which has no body, may look like that. */
  isWhole: boolean;
  /** Where it ends in the bytes. */
  end: number;
}

const HEAD_END = "\r\n\r\n";

/** All responses whose head is there, in order. */
export function readResponses(bytes: Uint8Array): HttpAnswer[] {
  // One character a byte, so that lengths are lengths of bytes.
  const text = new TextDecoder("latin1").decode(bytes);
  const answers: HttpAnswer[] = [];
  for (let at = 0; at < text.length;) {
    const answer = readOne(text, at);
    if (!answer) break;
    answers.push(answer);
    at = answer.end;
  }
  return answers;
}

function readOne(text: string, start: number): HttpAnswer | null {
  const headEnd = text.indexOf(HEAD_END, start);
  if (headEnd < 0) return null;
  const [statusLine, ...lines] = text.slice(start, headEnd).split("\r\n");
  const status = Number(statusLine!.match(/^HTTP\/1\.[01] (\d{3})/)?.[1]);
  if (!status) return null;
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const bodyStart = headEnd + HEAD_END.length;
  return { status, headers, ...readBody(text, bodyStart, status, headers) };
}

type Body = Pick<HttpAnswer, "body" | "isWhole" | "end">;

function readBody(text: string, start: number, status: number, headers: Map<string, string>): Body {
  const hasNone = status < 200 || status === 204 || status === 304 ||
    text.startsWith("HTTP/1.", start);
  if (hasNone) return { body: "", isWhole: true, end: start };
  if (headers.get("transfer-encoding") === "chunked") return readChunks(text, start);
  const length = headers.get("content-length");
  const end = length === undefined ? Infinity : start + Number(length);
  return { body: text.slice(start, end), isWhole: end <= text.length, end };
}

function readChunks(text: string, start: number): Body {
  let body = "";
  for (let at = start;;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return { body, isWhole: false, end: text.length };
    const length = parseInt(text.slice(at, lineEnd), 16);
    if (length === 0) return { body, isWhole: true, end: lineEnd + HEAD_END.length };
    at = lineEnd + 2;
    body += text.slice(at, at + length);
    at += length + 2;
  }
}
