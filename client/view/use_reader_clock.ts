import { useEffect, useMemo, useState } from "preact/hooks";
import { hourCycleOf, type ReaderClock } from "../../protocol/clock_text.ts";
import type { Settings } from "../../protocol/settings.ts";

/** The reader's clock: as the server knew it, then as the browser does, with the hours that they choose meanwhile.
 *  @param told what the server knew: the clock, and the time in milliseconds since the epoch
 *  @param settings theirs, once they are known here */
export function useReaderClock(
  told: { clock: ReaderClock; now: number },
  settings: Settings | null | undefined,
): { clock: ReaderClock; now: number } {
  const { locale } = told.clock;
  const hourCycle = settings ? hourCycleOf(settings.clock) : told.clock.hourCycle;
  const [timeZone, setTimeZone] = useState(told.clock.timeZone);
  const [now, setNow] = useState(told.now);
  useEffect(() => {
    setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  const clock = useMemo(() => ({ locale, timeZone, hourCycle }), [locale, timeZone, hourCycle]);
  return { clock, now };
}
