import { asset } from "fresh/runtime";
import { FONT_FILES } from "./font_files.ts";

let css: string | null = null;

/** The font, which is loaded with the page and not after its sheet. Its faces stand here since their addresses change with
 *  the build, as a sheet of the build cannot know: so they are kept for a year, and asked for once. */
export function FontFaces() {
  return (
    <>
      <link
        rel="preload"
        as="font"
        type="font/woff2"
        href={addressOf(FONT_FILES[0]!.name)}
        crossorigin="anonymous"
      />
      {/* Not before the first page: then the build is known. */}
      <style dangerouslySetInnerHTML={{ __html: css ??= facesCss() }} />
    </>
  );
}

function facesCss(): string {
  return FONT_FILES.map(({ name, style, range }) =>
    `@font-face{font-family:"Public Sans";src:url(${addressOf(name)}) format("woff2");` +
    `font-weight:100 900;font-style:${style};font-display:optional;unicode-range:${range}}`
  ).join("");
}

function addressOf(name: string): string {
  return asset(`/fonts/${name}`);
}
