import { dateTimeText, type ReaderClock } from "./clock_text.ts";
import type { BanTerms } from "./errors.ts";

/** Until when, as the end of a sentence: "until Nov 28, 2026, 2:05 PM", "for good". */
export function banEndText({ until }: Pick<BanTerms, "until">, clock: ReaderClock): string {
  return until === null ? "for good" : `until ${dateTimeText(until, clock)}`;
}

/** Why, as a sentence. */
export function banReasonText({ reason }: BanTerms): string {
  return reason === "" ? "No reason was given." : `The reason: ${reason}`;
}
