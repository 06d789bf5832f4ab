/** Even steps of the colour circle, near enough to be told apart. */
const HUES = 14;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Letters that stand for a name: the first of its first and of its last word.
 *  @param most 1: only the first one */
export function initials(name: string, most = 2): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const last = words.length > 1 && most > 1 ? words.at(-1)! : "";
  return (firstGrapheme(words[0] ?? "") + firstGrapheme(last)).toUpperCase();
}

/** 0 to 13, always the same for a name. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  return hash % HUES;
}

function firstGrapheme(word: string): string {
  // Two letters of ASCII never join; a segmenter takes 4 µs.
  if (/^[!-~]{2}/.test(word)) return word[0]!;
  for (const { segment } of graphemes.segment(word)) return segment;
  return "";
}
