import fc from "fast-check";
import { wireRequest } from "./wire_request.ts";

/** A WebSocket frame (RFC 6455, 5.2), right or wrong. */
export interface Frame {
  opcode: number;
  isLast: boolean;
  /** The three reserved bits. */
  reserved: number;
  isMasked: boolean;
  /** Text is filled in by the cast and sent as UTF-8. */
  payload: string | Uint8Array;
  /** The length it claims; null: its own. */
  claims: bigint | null;
}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

function frame(opcode: number, payload: Frame["payload"], rest: Partial<Frame> = {}): Frame {
  return { opcode, payload, isLast: true, reserved: 0, isMasked: true, claims: null, ...rest };
}

const lines = fc.array(wireRequest, { minLength: 1, maxLength: 6 }).map((all) => all.join("\n"));
const bytes = fc.uint8Array({ maxLength: 200 });

const text = lines.map((payload) => [frame(TEXT, payload)]);

/** A message in pieces, in places between two bytes of one character, perhaps with a ping in between. */
const fragments = fc.record({ line: wireRequest, cuts: fc.array(fc.nat(200), { maxLength: 4 }) })
  .chain(({ line, cuts }) =>
    fc.record({ ping: fc.boolean(), ends: fc.nat(9).map((dice) => dice < 9) }).map(
      ({ ping, ends }) => {
        const whole = new TextEncoder().encode(line);
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length];
        at.sort((a, b) => a - b);
        const pieces = at.slice(1).map((end, i) => whole.subarray(at[i]!, end));
        return pieces.flatMap((piece, i) => {
          const isLast = ends && i === pieces.length - 1;
          const part = frame(i === 0 ? TEXT : CONTINUATION, piece, { isLast });
          return ping && !isLast ? [part, frame(PING, "between")] : [part];
        });
      },
    )
  );

const closing = fc.oneof(
  fc.constantFrom(0, 999, 1000, 1001, 1004, 1005, 1006, 1015, 2999, 3000, 4999, 5000, 65_535)
    .chain((code) =>
      bytes.map((reason) => new Uint8Array([code >> 8, code & 255, ...reason.subarray(0, 130)]))
    ),
  fc.constantFrom(new Uint8Array(), new Uint8Array([3]), new Uint8Array([3, 232, 255, 254])),
).map((payload) => [frame(CLOSE, payload)]);

const control = fc.tuple(fc.constantFrom(PING, PONG), fc.constantFrom(0, 1, 125, 126, 5_000))
  .map(([opcode, length]) => [frame(opcode, new Uint8Array(length).fill(120))]);

const broken = fc.oneof(
  fc.constantFrom(3, 4, 5, 6, 7, 11, 15).map((opcode) => frame(opcode, "reserved")),
  fc.integer({ min: 1, max: 7 }).map((reserved) => frame(TEXT, "{}", { reserved })),
  wireRequest.map((payload) => frame(TEXT, payload, { isMasked: false })),
  fc.constantFrom("c328", "ff", "eda080", "f4908080", "c080", "e282")
    .map((hex) => frame(TEXT, Uint8Array.fromHex(hex))),
  bytes.map((payload) => frame(CONTINUATION, payload)),
  fc.constant(frame(TEXT, "{}", { isLast: false })),
  fc.constantFrom(PING, CLOSE).map((opcode) => frame(opcode, "", { isLast: false })),
  fc.constantFrom(
    10n,
    126n,
    65_536n,
    67_108_864n,
    2n ** 31n,
    2n ** 63n - 1n,
    2n ** 63n,
    2n ** 64n - 1n,
  )
    .map((claims) => frame(TEXT, "{}", { claims })),
).map((one) => [one]);

const huge = fc.constantFrom(65_535, 65_536, 65_537, 200_000, 1_000_000)
  .map((length) => [frame(TEXT, `"${"a".repeat(length - 2)}"`)]);

const flood = fc.tuple(fc.constantFrom("{}", "x", '{"type":"room.list"}'), fc.constantFrom(50, 250))
  .map(([line, times]) => Array.from({ length: times }, () => frame(TEXT, line)));

/** What somebody sends over one socket. */
export const frames: fc.Arbitrary<Frame[]> = fc.array(
  fc.oneof(
    { weight: 24, arbitrary: text },
    { weight: 3, arbitrary: fragments },
    { weight: 2, arbitrary: bytes.map((payload) => [frame(BINARY, payload)]) },
    { weight: 2, arbitrary: control },
    { weight: 1, arbitrary: closing },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: flood },
    { weight: 1, arbitrary: huge },
  ),
  { minLength: 1, maxLength: 12 },
).map((groups) => groups.flat());

/** A frame as it goes over the wire. The mask is not zero, so that what is not unmasked shows. */
export function encodeFrame({ opcode, isLast, reserved, isMasked, payload, claims }: Frame) {
  const data = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const length = claims ?? BigInt(data.length);
  const mask = isMasked ? [0x37, 0xfa, 0x21, 0x3d] : [];
  const flag = isMasked ? 0x80 : 0;
  const head = [(isLast ? 0x80 : 0) | (reserved << 4) | opcode];
  if (length < 126n) head.push(flag | Number(length));
  else if (length < 65_536n) head.push(flag | 126, ...bigEndian(length, 2));
  else head.push(flag | 127, ...bigEndian(length, 8));
  const encoded = new Uint8Array(head.length + mask.length + data.length);
  encoded.set(head);
  encoded.set(mask, head.length);
  const start = head.length + mask.length;
  data.forEach((byte, i) => encoded[start + i] = isMasked ? byte ^ mask[i % 4]! : byte);
  return encoded;
}

function bigEndian(number: bigint, bytes: number): number[] {
  return Array.from(
    { length: bytes },
    (_, i) => Number((number >> BigInt(8 * (bytes - 1 - i))) & 255n),
  );
}
