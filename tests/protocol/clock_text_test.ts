import { assert, assertEquals } from "@std/assert";
import {
  dateBesideDay,
  dateTimeText,
  dayOf,
  dayText,
  fullText,
  timeText,
} from "../../protocol/clock_text.ts";

const utc = { locale: "en-GB", timeZone: "UTC" };
const now = Date.parse("2026-11-19T10:00:00Z");
const day = (text: string, style = utc) => dayText(Date.parse(text), { ...style, now });

Deno.test("a time reads as the reader's locale and zone have it", () => {
  const at = Date.parse("2026-11-17T13:05:00Z");
  assertEquals(timeText(at, utc), "13:05");
  assertEquals(timeText(at, { locale: "en-GB", timeZone: "Europe/Berlin" }), "14:05");
  assertEquals(timeText(at, { locale: "en-US", timeZone: "UTC" }).replace(/\s/u, " "), "1:05 PM");
});

Deno.test("a day with its time writes the time as the log does, and names the zone only while it is not known", () => {
  const at = Date.parse("2026-11-17T15:59:00Z");
  const text = (timeZone: string | null) =>
    dateTimeText(at, { locale: "en-US", timeZone }).replace(/\s/gu, " ");
  assertEquals(text("UTC"), "Nov 17, 2026, 3:59 PM");
  assertEquals(text(null), "Nov 17, 2026, 3:59 PM UTC");
  assertEquals(dateTimeText(at, { ...utc, timeZone: "Asia/Tokyo" }), "18 Nov 2026, 00:59");
});

Deno.test("a time is written in one way, alone and beside a date, in every language", () => {
  const languages =
    "en en-GB en-US de fr es pt-BR it nl sv da nb fi pl cs tr ru uk el he ar hi ja ko zh-TW zh-CN th vi";
  for (const locale of languages.split(" ")) {
    for (const at of ["2026-11-17T03:59:00Z", "2026-11-17T15:59:00Z"].map(Date.parse)) {
      const clock = { locale, timeZone: "UTC" };
      for (const text of [dateTimeText(at, clock), fullText(at, clock)]) {
        const time = timeText(at, clock);
        const before = text.split(time)[0]!;
        assert(before !== text && !/\d$/.test(before), `${locale}: ${time} in ${text}`);
      }
    }
  }
});

Deno.test("today and yesterday are called so, other days by name, other years with the year", () => {
  assertEquals(day("2026-11-19T00:00:00Z"), "Today");
  assertEquals(day("2026-11-18T23:59:59Z"), "Yesterday");
  assertEquals(day("2026-11-17T12:00:00Z"), "Tuesday 17 November");
  assertEquals(day("2025-11-17T12:00:00Z"), "Monday 17 November 2025");
});

Deno.test("beside a day that is called by another name stands its date", () => {
  const date = (text: string) => dateBesideDay(Date.parse(text), { ...utc, now });
  assertEquals(date("2026-11-19T00:00:00Z"), "Thursday 19 November");
  assertEquals(date("2026-11-18T12:00:00Z"), "Wednesday 18 November");
  assertEquals(date("2026-11-17T12:00:00Z"), "");
});

Deno.test("which day it is depends on the zone", () => {
  assertEquals(day("2026-11-18T23:30:00Z", { ...utc, timeZone: "Europe/Berlin" }), "Today");
  assertEquals(dayOf(Date.parse("2026-11-18T18:14:59Z"), "Asia/Kathmandu"), "2026-11-18");
  assertEquals(dayOf(Date.parse("2026-11-18T18:15:00Z"), "Asia/Kathmandu"), "2026-11-19");
});

Deno.test("a month's first day has yesterday's month before it", () => {
  const first = Date.parse("2026-03-01T12:00:00Z");
  assertEquals(dayText(first - 86_400_000, { ...utc, now: first }), "Yesterday");
});
