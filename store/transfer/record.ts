import { kindOf, type NounName, nounOf } from "./nouns.ts";

/** One row, whichever database it is of. What is absent has no field. */
export type TransferRecord = Record<string, unknown>;

/** A record as a line of an export: its fields in the noun's order, so that equal records are equal lines. */
export function lineOf(noun: NounName, record: TransferRecord): string {
  const fields = Object.keys(nounOf(noun).fields).filter((field) => record[field] !== undefined);
  const ordered = Object.fromEntries(fields.map((field) => [field, record[field]]));
  return JSON.stringify({ [noun]: ordered });
}

/** Why a value is no record of that noun; null when it is one. */
export function refuseRecord(noun: NounName, value: unknown): string | null {
  if (typeof value !== "object" || value === null) return `${noun} is no record`;
  const record = value as TransferRecord;
  const { fields } = nounOf(noun);
  const unknown = Object.keys(record).find((field) => !(field in fields));
  if (unknown !== undefined) return `${noun} has no field "${unknown}"`;
  const wrong = Object.entries(fields).find(([field, declared]) => {
    const { kind, isOptional } = kindOf(declared);
    return record[field] === undefined ? !isOptional : !FITS[kind](record[field]);
  });
  return wrong ? `"${wrong[0]}" of ${noun} must be ${wrong[1]}` : null;
}

const isText = (value: unknown) => typeof value === "string";

const FITS = {
  text: isText,
  user: isText,
  room: isText,
  number: Number.isSafeInteger,
  flag: (value: unknown) => typeof value === "boolean",
  json: (value: unknown) => value !== null,
};
