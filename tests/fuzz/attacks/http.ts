import { type Attack } from "../attack.ts";
import { type HttpRequest, httpRequest } from "../arbitraries/http_request.ts";
import { Finding } from "../finding.ts";
import { type HttpAnswer, readResponses } from "../responses.ts";
import type { Target } from "../target.ts";
import { joined, talk } from "../tcp.ts";

/** Longest an answer may take, in milliseconds: passwords wait for each other. */
const PATIENCE_MS = 30_000;
/** A server that refuses a body this long, in bytes, may hang up before the answer is read. */
const LONG_BYTES = 16_384;

/** Requests that can be read, with everything in them that may be wrong. */
export const http: Attack<HttpRequest> = {
  arbitrary: httpRequest,
  async run(request, target) {
    const bytes = encode(request, target);
    const { received, end } = await talk([bytes], {
      port: target.server.port,
      patienceMs: PATIENCE_MS,
      isEnough(received) {
        const answer = answerIn(received);
        return answer !== undefined && (answer.isWhole || request.method === "HEAD");
      },
    });
    const answer = answerIn(received);
    if (!answer && end === "silence") throw new Finding("a request got no answer");
    if (!answer && bytes.length < LONG_BYTES) throw new Finding("a request was cut off");
    if (!answer) return ["cut off"];
    if (answer.status >= 500) throw new Finding(`a request was answered with ${answer.status}`);
    target.inspect([...answer.headers.values(), answer.body].join("\n"));
    return [String(answer.status)];
  },
};

/** The answer, if its head is there; what only says that the body may come is none. */
function answerIn(received: Uint8Array): HttpAnswer | undefined {
  return readResponses(received).find(({ status }) => status !== 100);
}

/** With the server's own host unless it names another, the cookie of who sends it, the length of its body, and the wish to be hung up on. */
function encode({ as, method, target: path, headers, body }: HttpRequest, target: Target) {
  const { cast, server } = target;
  const content = typeof body === "string" ? new TextEncoder().encode(cast.fill(body)) : body;
  const cookie = cast.cookie(as);
  const lines = [
    `${method} ${path.startsWith("/") ? cast.fill(path) : "/"} HTTP/1.1`,
    ...(headers.some(([name]) => name === "Host") ? [] : [`Host: 127.0.0.1:${server.port}`]),
    ...(cookie === "" ? [] : [`Cookie: ${cookie}`]),
    ...headers.map(([name, value]) => `${name}: ${cast.fill(value)}`),
    ...(headers.some(([name]) => name === "Connection") ? [] : ["Connection: close"]),
    ...(method === "GET" ? [] : [`Content-Length: ${content.length}`]),
    "\r\n",
  ];
  return joined(new TextEncoder().encode(lines.join("\r\n")), content);
}
