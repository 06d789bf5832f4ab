/** A title this long may have to give way, in UTF-16 code units. */
const LONG_TITLE = 24;
/** How much of its end stays in sight where its last word is too long or too short for that. */
const END = 8;

/** A title in two: where there is too little room for it, the end of the first part gives way. The second part is empty
 *  where the title is short, or where letters may join across the cut. */
export function cutTitle(title: string): [start: string, end: string] {
  if (title.length <= LONG_TITLE) return [title, ""];
  const lastWord = /\s\S{2,10}$/.exec(title);
  const at = lastWord?.index ?? title.length - END;
  const isBetweenLetters = !lastWord && !/^[!-~]{2}$/.test(title.slice(at - 1, at + 1));
  return isBetweenLetters ? [title, ""] : [title.slice(0, at), title.slice(at)];
}
