import { StorageError } from "../../hub/ports/store.ts";
import { NOUN_NAMES, type NounName, nounOf } from "./nouns.ts";
import type { TransferTarget } from "./ports.ts";
import { lineOf, refuseRecord, type TransferRecord } from "./record.ts";
import { Tally, type Total } from "./tally.ts";
import { FORMAT, type Header, type Trailer } from "./write_export.ts";

/** Records that are taken in by one transaction. */
const BATCH = 1_000;

/** What a line says. */
type Line = { noun: NounName; record: TransferRecord } | { end: Trailer["end"] };

/** Takes in an export, and reads all of it back: it is done when the database holds exactly what the file says. After an
 *  interruption the same file goes on where it was.
 *  @param lines of the file, without their ends
 *  @param open gives where to, by the export's id
 *  @param onProgress told after each batch
 *  @returns what was taken in; how many records the database could not hold as they were; and where what was replaced is
 *    kept, null when there was nothing
 *  @throws StorageError in one line that says what is wrong with the file, or with the database */
export async function readImport(
  lines: AsyncIterable<string>,
  open: (exportId: string) => Promise<TransferTarget>,
  onProgress: (noun: NounName, count: number) => void = () => {},
): Promise<{ totals: Trailer["end"]; changed: number; replaced: string | null }> {
  const rest = lines[Symbol.asyncIterator]();
  const id = readHeader((await rest.next()).value);
  await using target = await open(id);
  const taking = new Taking(target, onProgress);
  let end: Trailer["end"] | null = null;
  let number = 1;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    number++;
    if (end) throw broken(number, "nothing may follow the last line");
    const line = readLine(next.value, number);
    if ("end" in line) end = line.end;
    else await taking.take(line.noun, line.record, { number, text: next.value });
  }
  if (!end) {
    throw new StorageError("The file was not exported whole: its last line is missing", false);
  }
  const { asWritten, asTaken, changed } = await taking.finish();
  compare(end, asWritten, "the file was changed since it was exported");
  compare(asTaken, await totalsOf(target), "the database does not hold what the file says");
  return { totals: asTaken, changed, replaced: await target.finish() };
}

/** Gathers records into batches, skips what an earlier try has taken in, and counts all. */
class Taking {
  readonly #target: TransferTarget;
  readonly #onProgress: (noun: NounName, count: number) => void;
  /** Which noun's turn it is. */
  #turn = -1;
  /** How many of its records are there already. */
  #there = 0;
  #count = 0;
  #batch: TransferRecord[] = [];
  /** Records that the database cannot hold as they are. */
  #changed = 0;
  /** Of the lines as they stand in the file, and as this build writes the same records. */
  #asWritten = new Map<NounName, Tally>();
  #asTaken = new Map<NounName, Tally>();

  constructor(target: TransferTarget, onProgress: (noun: NounName, count: number) => void) {
    this.#target = target;
    this.#onProgress = onProgress;
  }

  async take(
    noun: NounName,
    record: TransferRecord,
    { number, text }: { number: number; text: string },
  ): Promise<void> {
    const turn = NOUN_NAMES.indexOf(noun);
    if (turn < this.#turn) {
      throw broken(number, `${noun} must come before ${NOUN_NAMES[this.#turn]}`);
    }
    if (turn > this.#turn) await this.#begin(turn);
    this.#asWritten.get(noun)!.add(text);
    const kept = this.#target.asKept(record);
    const line = lineOf(noun, kept);
    this.#asTaken.get(noun)!.add(line);
    if (line !== lineOf(noun, record)) this.#changed++;
    this.#count++;
    if (this.#count <= this.#there) return;
    this.#batch.push(kept);
    if (this.#batch.length === BATCH) await this.#flush();
  }

  async finish() {
    await this.#flush();
    const totals = (tallies: Map<NounName, Tally>) =>
      Object.fromEntries([...tallies].map(([noun, tally]) => [noun, tally.total()]));
    const changed = this.#changed;
    return { asWritten: totals(this.#asWritten), asTaken: totals(this.#asTaken), changed };
  }

  async #begin(turn: number): Promise<void> {
    await this.#flush();
    const noun = NOUN_NAMES[turn]!;
    this.#turn = turn;
    this.#count = 0;
    this.#there = nounOf(noun).single ? 0 : await this.#target.count(noun);
    this.#asWritten.set(noun, new Tally());
    this.#asTaken.set(noun, new Tally());
  }

  async #flush(): Promise<void> {
    const noun = NOUN_NAMES[this.#turn];
    if (noun === undefined || this.#batch.length === 0) return;
    await this.#target.add(noun, this.#batch);
    this.#batch = [];
    this.#onProgress(noun, this.#count);
  }
}

async function totalsOf(target: TransferTarget): Promise<Trailer["end"]> {
  const totals: Trailer["end"] = {};
  for (const noun of NOUN_NAMES) {
    const tally = new Tally();
    for await (const records of target.read(noun)) {
      for (const record of records) tally.add(lineOf(noun, record));
    }
    totals[noun] = tally.total();
  }
  return totals;
}

/** A noun that has no record may be left out. */
function compare(expected: Trailer["end"], found: Trailer["end"], why: string): void {
  const none: Total = new Tally().total();
  for (const noun of NOUN_NAMES) {
    const [a, b] = [expected[noun] ?? none, found[noun] ?? none];
    if (a.count === b.count && a.sha256 === b.sha256) continue;
    const counts = a.count === b.count ? "" : ` (${b.count} instead of ${a.count})`;
    throw new StorageError(`${noun}${counts}: ${why}`, false);
  }
}

function readHeader(line: string | undefined): string {
  const { confab } = (parse(line ?? "") ?? {}) as Partial<Header>;
  if (typeof confab?.id !== "string" || !/^[\w-]{1,64}$/.test(confab.id)) {
    throw new StorageError("This is no export of Confab: its first line does not say so", false);
  }
  if (confab.format !== FORMAT) {
    const what = `The export has format ${confab.format}, this build knows ${FORMAT}`;
    throw new StorageError(what, false);
  }
  return confab.id;
}

function readLine(text: string, number: number): Line {
  const value = parse(text);
  const [name, content] = Object.entries(value ?? {})[0] ?? [];
  if (name === undefined) throw broken(number, "it is no record");
  if (name === "end") return { end: content as Trailer["end"] };
  const noun = NOUN_NAMES.find((noun) => noun === name);
  if (noun === undefined) throw broken(number, `this build does not know "${name}"`);
  const why = refuseRecord(noun, content);
  if (why !== null) throw broken(number, why);
  return { noun, record: content as TransferRecord };
}

function parse(text: string): object | null {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function broken(number: number, why: string): StorageError {
  return new StorageError(`Line ${number} of the export cannot be used: ${why}`, false);
}
