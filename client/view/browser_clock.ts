import { hourCycleOf, type ReaderClock } from "../../protocol/clock_text.ts";

/** How the reader writes times: the browser's own language and zone, which are those that it tells the server, and the
 *  hours that they have chosen. */
export function browserClock(): ReaderClock {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const hourCycle = hourCycleOf(document.documentElement.dataset.clock);
  return { locale: navigator.language, timeZone, hourCycle };
}
