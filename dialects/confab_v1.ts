import { decodeFrame, encodeEvent } from "../protocol/codec.ts";
import type { Dialect } from "../hub/ports.ts";

/** The protocol of docs/PROTOCOL.md: requests and events as they are, one JSON object a line. */
export const confabV1: Dialect = {
  canResume: true,
  decode: (frame, limits) => decodeFrame(frame, limits.messageBytes),
  encode: encodeEvent,
};
