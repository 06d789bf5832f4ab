/** Times and days as people read them. Everything comes from the arguments, so that the server and the
 *  browser write the same. */

/** How a reader writes times. */
export interface ReaderClock {
  /** A BCP 47 language tag. */
  locale: string;
  /** An IANA time zone; null: not known, UTC stands in for it. */
  timeZone: string | null;
  /** With a morning and an evening, or through the day; absent: as the locale does. */
  hourCycle?: "h12" | "h23";
}

/** How times are written to whoever has chosen this.
 *  @param clock what they have chosen (./settings.ts); anything else than "12" and "24": nothing */
export function hourCycleOf(clock: string | undefined): ReaderClock["hourCycle"] {
  return clock === "12" ? "h12" : clock === "24" ? "h23" : undefined;
}

/** How a time of day is written wherever there is one, alone as beside a date. Put together from hour and minute it would
 *  be another way in some languages: "3:05" in German, not "03:05". */
const TIME = { timeStyle: "short" } as const;

/** The time of day, as in "14:05" or "2:05 PM".
 *  @param at milliseconds since the epoch */
export function timeText(at: number, clock: ReaderClock): string {
  return formatter(clock, "time", TIME).format(at);
}

/** The whole of it, for a tooltip: "Tuesday 17 November 2026 at 14:05" in the locale's own order. */
export function fullText(at: number, clock: ReaderClock): string {
  return formatter(clock, "full", { dateStyle: "full", ...TIME }).format(at);
}

/** A day with its time: "Nov 17, 2026, 2:05 PM". Says so where UTC stands in for the reader's zone. */
export function dateTimeText(at: number, clock: ReaderClock): string {
  const text = formatter(clock, "date-time", { dateStyle: "medium", ...TIME }).format(at);
  return clock.timeZone === null ? `${text} UTC` : text;
}

/** The day: "Today", "Yesterday", "Tuesday 17 November", with the year when it is another one.
 *  @param now milliseconds since the epoch */
export function dayText(at: number, clock: ReaderClock & { now: number }): string {
  return nearDay(at, clock) ?? dateText(at, clock);
}

/** The date of a day that `dayText` calls by another name, "Saturday 21 November"; "" where it is the date already.
 *  @param now milliseconds since the epoch */
export function dateBesideDay(at: number, clock: ReaderClock & { now: number }): string {
  return nearDay(at, clock) === null ? "" : dateText(at, clock);
}

function nearDay(at: number, clock: ReaderClock & { now: number }): string | null {
  const day = dayOf(at, clock.timeZone);
  const today = dayOf(clock.now, clock.timeZone);
  if (day === today) return "Today";
  return day === dayBefore(today) ? "Yesterday" : null;
}

function dateText(at: number, clock: ReaderClock & { now: number }): string {
  const [year, thisYear] = [at, clock.now].map((it) => dayOf(it, clock.timeZone).slice(0, 4));
  const sameYear = year === thisYear;
  const text = formatter(clock, sameYear ? "day" : "day-year", {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
  return text.replaceAll(",", "");
}

/** The calendar day at a moment, "2026-11-17", in a time zone; in UTC for null. Cheap when asked often. */
export function dayOf(at: number, timeZone: string | null): string {
  const zone = timeZone ?? "UTC";
  let days = daysByZone.get(zone);
  if (!days || days.size >= MAX_CACHED_SLOTS) daysByZone.set(zone, days = new Map());
  const slot = Math.floor(at / DAY_SLOT_MS);
  let day = days.get(slot);
  if (day === undefined) {
    // Sweden writes dates as ISO 8601 does.
    day = formatter({ locale: "sv-SE", timeZone: zone }, "iso-day", {}).format(slot * DAY_SLOT_MS);
    days.set(slot, day);
  }
  return day;
}

/** Every zone's midnight falls on a quarter of an hour of UTC, in milliseconds. */
const DAY_SLOT_MS = 15 * 60_000;
const MAX_CACHED_SLOTS = 4_000;
const MAX_CACHED_FORMATTERS = 64;
const daysByZone = new Map<string, Map<number, string>>();
const formatters = new Map<string, Intl.DateTimeFormat>();

/** A formatter takes tens of microseconds to make and one to use. */
function formatter(
  { locale, timeZone, hourCycle }: ReaderClock,
  name: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${name} ${locale} ${timeZone} ${hourCycle}`;
  let found = formatters.get(key);
  if (!found) {
    // The server sees the locales and zones of all its readers.
    if (formatters.size >= MAX_CACHED_FORMATTERS) formatters.clear();
    formatters.set(
      key,
      found = new Intl.DateTimeFormat(locale, {
        ...options,
        timeZone: timeZone ?? "UTC",
        ...("timeStyle" in options && { hourCycle }),
      }),
    );
  }
  return found;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
