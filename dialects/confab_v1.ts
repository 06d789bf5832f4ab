import { decodeFrame, encodeEvent } from "../protocol/codec.ts";
import type { Dialect, ProtocolAdapter } from "../hub/ports/dialect.ts";

/** The protocol of docs/PROTOCOL.md: requests and events as they are, one JSON object a line. */
export const confabV1: Dialect = {
  canResume: true,
  coalesces: true,
  encode: (event) => [encodeEvent(event)],
};

/** One for all connections: what such a peer says stands by itself. */
const adapter: ProtocolAdapter = {
  dialect: confabV1,
  opening: () => [],
  read: decodeFrame,
  answered: () => [],
};

export function openConfabV1(): ProtocolAdapter {
  return adapter;
}
