import { NOUN_NAMES, type NounName } from "./nouns.ts";
import type { TransferSource } from "./ports.ts";
import { lineOf } from "./record.ts";
import { Tally, type Total } from "./tally.ts";

/** The version of the file's form. */
export const FORMAT = 1;

/** The first line. */
export interface Header {
  confab: {
    format: number;
    /** Of this export alone, so that what was begun with one file does not go on with another. */
    id: string;
    /** When it was begun, in milliseconds since the epoch. */
    at: number;
  };
}

/** The last line: what the file must have held. */
export interface Trailer {
  end: Partial<Record<NounName, Total>>;
}

/** Writes all that a database keeps as lines of JSON: a header, the records noun by noun, and what there was to count.
 *  @param write takes some lines at a time; the next are read once they are written
 *  @param onProgress told of each batch */
export async function writeExport(
  source: TransferSource,
  write: (lines: string) => Promise<void>,
  { id, now, onProgress = () => {} }: {
    id: string;
    now: number;
    onProgress?: (noun: NounName, count: number) => void;
  },
): Promise<Trailer["end"]> {
  const header: Header = { confab: { format: FORMAT, id, at: now } };
  await write(`${JSON.stringify(header)}\n`);
  const end: Trailer["end"] = {};
  for (const noun of NOUN_NAMES) {
    const tally = new Tally();
    let count = 0;
    for await (const records of source.read(noun)) {
      const lines = records.map((record) => lineOf(noun, record));
      for (const line of lines) tally.add(line);
      await write(`${lines.join("\n")}\n`);
      count += records.length;
      onProgress(noun, count);
    }
    end[noun] = tally.total();
  }
  await write(`${JSON.stringify({ end } satisfies Trailer)}\n`);
  return end;
}
