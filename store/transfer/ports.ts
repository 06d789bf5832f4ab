import type { NounName } from "./nouns.ts";
import type { TransferRecord } from "./record.ts";

/** A database that is read whole, as it is at one moment. */
export interface TransferSource extends AsyncDisposable {
  /** All records of a noun in their order, a batch at a time.
   *  @throws StorageError */
  read(noun: NounName): AsyncIterable<TransferRecord[]>;
}

/** A database that takes in what another one kept. Nobody serves it before `finish`. */
export interface TransferTarget extends TransferSource {
  /** How many records it has taken in, also before an interruption. */
  count(noun: NounName): Promise<number>;
  /** A record as this database can hold it. */
  asKept(record: TransferRecord): TransferRecord;
  /** Takes in the next ones, as `asKept` gave them, in one transaction: when this resolves they are kept. The record of a noun that has exactly one
   *  takes the place of the one there is.
   *  @throws StorageError, and then none was taken in */
  add(noun: NounName, records: TransferRecord[]): Promise<void>;
  /** Makes it the database that is served, with an epoch of its own. What it replaces, if anything, is kept.
   *  @returns where that is kept; null when there was nothing */
  finish(): Promise<string | null>;
}
