import type { Attack } from "../attack.ts";
import { rawPieces } from "../arbitraries/raw_pieces.ts";
import { Finding } from "../finding.ts";
import { readResponses } from "../responses.ts";
import { talk } from "../tcp.ts";

/** The server may wait for more than there is: after this long without a byte we go, in milliseconds. */
const PATIENCE_MS = 150;

/** Bytes that are hardly HTTP. */
export const raw: Attack<string[]> = {
  arbitrary: rawPieces,
  async run(pieces, target) {
    const { port } = target.server;
    const { received, end } = await talk(pieces.map(toBytes), { port, patienceMs: PATIENCE_MS });
    target.inspect(new TextDecoder().decode(received));
    const answers = readResponses(received);
    for (const { status } of answers) {
      if (status >= 500) throw new Finding(`bytes were answered with ${status}`);
    }
    return answers.length > 0 ? answers.map(({ status }) => String(status)) : [end];
  },
};

/** One byte a character. */
function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
