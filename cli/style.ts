/** Colours of the 256 that can be read on white as on black: at least 4 to 1 on both. */
export const PERSON_COLOURS: readonly number[] = [
  131,
  130,
  64,
  28,
  30,
  31,
  27,
  98,
  129,
  133,
  163,
  161,
];

/** How text is set off. Each gives the text as it is when colours are off. */
export interface Style {
  bold(text: string): string;
  /** What stands back: times, notices. */
  faint(text: string): string;
  /** What went wrong. */
  alert(text: string): string;
  /** In the colour of a person, the same everywhere and every time.
   *  @param userId whose */
  person(userId: string, text: string): string;
}

/** @param colours whether the reader wants any (NO_COLOR) and the output is a terminal */
export function makeStyle(colours: boolean): Style {
  const set = (code: string) => (text: string) => colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    bold: set("1"),
    faint: set("2"),
    alert: set("31"),
    person: (userId, text) => set(`1;38;5;${colourOf(userId)}`)(text),
  };
}

function colourOf(userId: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let index = 0; index < userId.length; index++) {
    hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01000193) >>> 0;
  }
  return PERSON_COLOURS[hash % PERSON_COLOURS.length]!;
}
