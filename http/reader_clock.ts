import { hourCycleOf, type ReaderClock } from "../protocol/clock_text.ts";
import { readCookies } from "./cookies.ts";
import type { RequestContext } from "./define.ts";

/** By what requests say. Asking ICU what it knows takes 10 µs for a language, 50 for a zone. */
const clocks = new Map<string, ReaderClock>();
const MOST_CLOCKS = 1_000;
/** Longer than any language or zone: not worth keeping. */
const LONGEST_KEPT = 200;

/** What a request tells about its reader's language, and about their zone once their browser has set the `tz` cookie, with
 *  the hours that they have chosen. Anything odd falls back to English and null. */
export function readerClock(
  { req, state: { settings } }: Pick<RequestContext, "req"> & {
    state: Pick<RequestContext["state"], "settings">;
  },
): ReaderClock {
  const language = req.headers.get("accept-language")?.split(/[,;]/)[0]?.trim() ?? "";
  const zone = readCookies(req.headers)["tz"] ?? "";
  const said = `${language} ${zone} ${settings.clock}`;
  let clock = clocks.get(said);
  if (clock) return clock;
  const hourCycle = hourCycleOf(settings.clock);
  clock = { locale: knownLocale(language) ?? "en", timeZone: knownZone(zone) };
  if (hourCycle) clock.hourCycle = hourCycle;
  if (clocks.size >= MOST_CLOCKS) clocks.clear();
  if (said.length <= LONGEST_KEPT) clocks.set(said, clock);
  return clock;
}

function knownLocale(tag: string): string | null {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag)[0] ?? null;
  } catch {
    return null;
  }
}

function knownZone(cookie: string): string | null {
  if (cookie === "") return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(cookie) })
      .resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
