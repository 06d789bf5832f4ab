import ranges from "@fontsource-variable/public-sans/unicode.json" with { type: "json" };

/** One cut of Public Sans, in all weights. */
export interface FontFile {
  /** Its path in the package, and below /fonts/. */
  name: string;
  style: "normal" | "italic";
  /** The characters that it has, as CSS says it. */
  range: string;
}

/** The cuts that pages may ask for. The first has what nearly every page needs; the others are fetched when a page has
 *  such a character. */
export const FONT_FILES: readonly FontFile[] = (["normal", "italic"] as const).flatMap((style) =>
  (["latin", "latin-ext", "vietnamese"] as const).map((subset) => ({
    name: `public-sans-${subset}-wght-${style}.woff2`,
    style,
    range: ranges[subset],
  }))
);
