// The table alone: the package's own function is CommonJS, and reading that takes a start ten times as long.
import table from "unhomoglyph/data.json" with { type: "json" };

/** Only the server imports this: the table of lookalikes is 100 KB. */

/** What each character looks like, as Unicode lists them (confusables.txt). */
const LOOKALIKES: Record<string, string> = table;

/** What shows nothing: joiners, variation selectors, soft hyphens. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const LETTER = /\p{L}/u;
/** Letters that people read as Latin. Not small capitals: those look like Latin only when they are capitals. */
const LATIN = /^[a-zA-Z\u00c0-\u0137\u0139-\u024f]+\p{M}*$/u;

/** What two names have in common when people take one for the other: "Ada", "ADA", "A d a", "Аda" with a Cyrillic
 *  letter and "Ａｄａ" have one key. Compared, never shown. Takes what `parseName` gives; is not empty then.
 *
 *  Unicode's skeleton (TR39) without case. "i" and "l" are one, since the capital "I" is a twin of both. */
export function nameKey(name: string): string {
  const latin = name.normalize("NFKD").replace(UNSEEN, "").split(/\s+/).map(toLatin).join("");
  // Upper first: "ß" and "SS" are one.
  return skeleton(latin.toUpperCase().toLowerCase()).toLowerCase().normalize("NFKD")
    .replace(/i\u0307?/g, "l").normalize("NFC");
}

/** Foreign letters as the Latin ones they look like. A letter and its capital may look like two different ones ("ν"
 *  like "v", "Ν" like "N"). In a word that reads as Latin each counts as it stands, or "Νora" would be no "Nora";
 *  in any other the capital decides, or "Νίκος" and "νίκος" would be two. */
function toLatin(word: string): string {
  const letters = [...word];
  const alike = letters.map(lookalike);
  if (alike.every((it, index) => LATIN.test(it) || !LETTER.test(letters[index]!))) {
    return alike.join("");
  }
  return letters.map((letter, index) => {
    const capital = lookalike(letter.toUpperCase());
    return LATIN.test(capital) ? capital : alike[index];
  }).join("");
}

/** Letters of ASCII are left alone: the table takes "m" for "rn" and "I" for "l". */
function lookalike(letter: string): string {
  return letter <= "\x7f" || !LETTER.test(letter) ? letter : skeleton(letter);
}

function skeleton(text: string): string {
  return text.replace(/./gsu, (character) => LOOKALIKES[character] ?? character);
}
