import { momentText, type ReadersTime } from "./moment_text.ts";

/** A day and time.
 *  @param at milliseconds since the epoch; null: there is none */
export function Moment({ at, clock }: { at: number | null; clock: ReadersTime }) {
  if (at === null) return <>—</>;
  return <time dateTime={new Date(at).toISOString()}>{momentText(at, clock)}</time>;
}
