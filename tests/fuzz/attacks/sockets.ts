import fc from "fast-check";
import { ERROR_CODES } from "../../../protocol/errors.ts";
import type { ServerEvent } from "../../../protocol/events.ts";
import type { Attack } from "../attack.ts";
import { encodeFrame, type Frame, frames } from "../arbitraries/frame.ts";
import { type Role, role } from "../arbitraries/http_request.ts";
import { Finding } from "../finding.ts";
import type { Target } from "../target.ts";
import { talk } from "../tcp.ts";
import { type Heard, readUpgraded } from "../upgraded.ts";

interface Visit {
  as: Role;
  frames: Frame[];
  /** How it ends: with a goodbye, or by hanging up. */
  saysGoodbye: boolean;
}

/** Longest an answer may take, in milliseconds: passwords wait for each other. */
const PATIENCE_MS = 30_000;
/** What is asked in the end, to see whether the server still answers. */
const LAST_REF = "the last";
/** Codes that stand for something broken. */
const BROKEN = ["internal", "storage_unavailable", "storage_failed", "shutting_down"];

/** Sockets on which everything comes that may not. */
export const sockets: Attack<Visit> = {
  arbitrary: fc.record({ as: role, frames, saysGoodbye: fc.boolean() }),
  async run(visit, target) {
    const isWhole = visit.frames.every(({ claims }) => claims === null);
    const { received, end } = await talk(encode(visit, target), {
      port: target.server.port,
      // A server that was promised more waits for it.
      patienceMs: isWhole ? PATIENCE_MS : 300,
      isEnough: (received) => isOver(readUpgraded(received)),
    });
    const heard = readUpgraded(received);
    if (heard.status >= 500) throw new Finding(`the upgrade was answered with ${heard.status}`);
    if (heard.status !== 101) return [`upgrade ${heard.status}`];
    if (end === "silence" && isWhole) throw new Finding("a socket got no answer");
    const told = heard.messages.flatMap((message) => message.split("\n"));
    const answers = told.map((line) => answerOf(line, target));
    const close = end === "silence" ? "waiting" : `closed ${heard.closeCode ?? "without a code"}`;
    const isAnswered = told.some((line) => line.includes(`"ref":"${LAST_REF}"`));
    return [...answers.filter((answer) => answer !== null), ...(isAnswered ? [] : [close])];
  },
};

function isOver({ status, messages, closeCode }: Heard): boolean {
  return (status !== 0 && status !== 101) || closeCode !== null ||
    messages.some((message) => message.includes(`"ref":"${LAST_REF}"`));
}

/** What a line says: "ok" or the code of an error; null for an event. */
function answerOf(line: string, target: Target): string | null {
  target.inspect(line);
  let event: ServerEvent;
  try {
    event = JSON.parse(line);
  } catch {
    throw new Finding(`a line is no JSON: ${line.slice(0, 200)}`);
  }
  if (event.type !== "reply" && event.type !== "error") return null;
  if (event.type === "reply" && event.ok) return "ok";
  const { code } = event.type === "reply" ? event.error : event;
  if (!Object.hasOwn(ERROR_CODES, code) || BROKEN.includes(code)) {
    throw new Finding(`a request was answered with ${code}`);
  }
  return code;
}

function encode({ as, frames, saysGoodbye }: Visit, { cast, server }: Target) {
  const cookie = cast.cookie(as);
  const upgrade = [
    "GET /ws HTTP/1.1",
    `Host: 127.0.0.1:${server.port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: confab.v1",
    ...(cookie === "" ? [] : [`Cookie: ${cookie}`]),
    "\r\n",
  ];
  const last = text(JSON.stringify({ type: "room.list", ref: LAST_REF }));
  const all = [...frames, last, ...(saysGoodbye ? [GOODBYE] : [])].map((frame) =>
    encodeFrame(
      typeof frame.payload === "string" ? { ...frame, payload: cast.fill(frame.payload) } : frame,
    )
  );
  return [new TextEncoder().encode(upgrade.join("\r\n")), ...all];
}

const PLAIN = { isLast: true, reserved: 0, isMasked: true, claims: null };
const GOODBYE: Frame = { ...PLAIN, opcode: 8, payload: new Uint8Array([3, 232]) };

function text(payload: string): Frame {
  return { ...PLAIN, opcode: 1, payload };
}
