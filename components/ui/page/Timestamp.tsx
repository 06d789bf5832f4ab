import { dateTimeText, type ReaderClock } from "../../../protocol/clock_text.ts";

/** A day and time.
 *  @param at milliseconds since the epoch; null: there is none */
export function Timestamp({ at, clock }: { at: number | null; clock: ReaderClock }) {
  if (at === null) return <>—</>;
  return <time dateTime={new Date(at).toISOString()}>{dateTimeText(at, clock)}</time>;
}
