import {
  NAME_CHARACTERS,
  NOTE_CHARACTERS,
  REASON_CHARACTERS,
  SERVER_NAME_CHARACTERS,
  TITLE_CHARACTERS,
  TOPIC_CHARACTERS,
} from "./limits.ts";

/** Control, format (zero width, bidi overrides), surrogate, private use and unassigned characters; fillers, which
 *  count as letters and show nothing; and the blank of Braille. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u;
/** Joins emoji (family, flags of professions) and some scripts' letters; harmless between visible ones. */
const JOINERS = /[\u200c\u200d]/g;
const VISIBLE = /[^\p{Z}\p{M}]/u;

export type NameResult = { ok: true; name: string } | { ok: false; message: string };

/** A display name as it is kept: NFC, trimmed, inner white space as one space.
 *  1 to NAME_CHARACTERS code points, at least one of them visible. */
export function parseName(raw: string): NameResult {
  return parseLabel(raw, "name", NAME_CHARACTERS);
}

/** What a server is called, under the same rules and up to SERVER_NAME_CHARACTERS code points. */
export function parseServerName(raw: string): NameResult {
  return parseLabel(raw, "name", SERVER_NAME_CHARACTERS);
}

/** A room's title, under the same rules and up to TITLE_CHARACTERS code points. */
export function parseTitle(raw: string): NameResult {
  return parseLabel(raw, "title", TITLE_CHARACTERS);
}

/** A room's topic, under the same rules and up to TOPIC_CHARACTERS code points; it may be empty. */
export function parseTopic(raw: string): NameResult {
  return raw.trim() === "" ? { ok: true, name: "" } : parseLabel(raw, "topic", TOPIC_CHARACTERS);
}

/** Why somebody was banned, under the same rules and up to REASON_CHARACTERS code points; it may be empty. */
export function parseReason(raw: string): NameResult {
  return raw.trim() === "" ? { ok: true, name: "" } : parseLabel(raw, "reason", REASON_CHARACTERS);
}

/** What tells an invite from others, under the same rules and up to NOTE_CHARACTERS code points; it may be empty. */
export function parseNote(raw: string): NameResult {
  return raw.trim() === "" ? { ok: true, name: "" } : parseLabel(raw, "note", NOTE_CHARACTERS);
}

function parseLabel(raw: string, what: string, most: number): NameResult {
  const name = raw.normalize("NFC").replace(/\s+/gu, " ").trim();
  if (INVISIBLE.test(name.replace(JOINERS, ""))) {
    return { ok: false, message: `The ${what} contains a character that cannot be seen` };
  }
  if (!VISIBLE.test(name.replace(JOINERS, ""))) {
    return { ok: false, message: `The ${what} is empty` };
  }
  const length = [...name].length;
  if (length > most) {
    return { ok: false, message: `The ${what} is ${length} characters, the limit is ${most}` };
  }
  return { ok: true, name };
}

/** A room id made from a title: "Design & Ops" → "design-ops". Empty when no letter or digit can be kept. */
export function slugify(title: string): string {
  return title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, "-").slice(0, 48).replace(/^-+|-+$/g, "");
}

/** Orders names and titles as people look them up: case and accents aside, "Room 9" before "Room 10". */
export const compareNames = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;
