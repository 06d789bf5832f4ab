import { getCookies } from "@std/http/cookie";

/** How times are written for one reader. */
export interface ReaderClock {
  /** A BCP 47 language tag. */
  locale: string;
  /** An IANA time zone; null until the reader's browser has told it (the `tz` cookie). */
  timeZone: string | null;
}

/** What a request tells about its reader's language and zone. Anything odd falls back to English and null. */
export function readerClock(request: Request): ReaderClock {
  const language = request.headers.get("accept-language")?.split(/[,;]/)[0]?.trim() ?? "";
  return { locale: knownLocale(language) ?? "en", timeZone: knownZone(request) };
}

function knownLocale(tag: string): string | null {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag)[0] ?? null;
  } catch {
    return null;
  }
}

function knownZone(request: Request): string | null {
  const cookie = getCookies(request.headers)["tz"];
  if (!cookie) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: decodeURIComponent(cookie) })
      .resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
