/** How the reader of a page writes times. */
export interface ReadersTime {
  /** A BCP 47 language tag. */
  locale: string;
  /** An IANA time zone; null: not known yet. */
  timeZone: string | null;
}

/** A day and time as the reader writes it; in UTC, and saying so, while their zone is not known. */
export function momentText(at: number, { locale, timeZone }: ReadersTime): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: timeZone ?? "UTC",
    timeZoneName: timeZone === null ? "short" : undefined,
  }).format(at);
}
