import { asset } from "fresh/runtime";
import type { ComponentChildren } from "preact";

/** The sheets of every page. The first one fixes the order of the layers. */
const SHEETS = [
  "base",
  "tokens",
  "layout",
  "controls",
  "side",
  "people",
  "room_list",
  "room",
  "message",
  "composer",
  "dialog",
  "pages",
];

let sheets: { name: string; href: string }[] | null = null;

/** The sheets and where they are. Not before the first page: then the build is known. */
function placedSheets() {
  return sheets ??= SHEETS.map((name) => ({ name, href: asset(`/css/${name}.css`) }));
}

/** Before the first paint: tells the server the reader's time zone, so that it can write times as the reader
 *  does, and folds the people away if the reader left them so (`people_fold.ts`). */
const PREPARE =
  'document.cookie="tz="+encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)+' +
  '";path=/;max-age=31536000;samesite=lax";' +
  'if(/(^|; )people=folded/.test(document.cookie))document.documentElement.dataset.people="folded"';

interface DocumentProps {
  /** The language of the page's own words. */
  lang?: string;
  children: ComponentChildren;
}

/** The frame of every page, for `routes/_app.tsx`. Pages set their title with `<Head>`. */
export function Document({ lang = "en", children }: DocumentProps) {
  return (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <title>Confab</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf9f6" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#111419" />
        <link rel="icon" href={asset("/icon.svg")} type="image/svg+xml" />
        {placedSheets().map(({ name, href }) => <link key={name} rel="stylesheet" href={href} />)}
        <script dangerouslySetInnerHTML={{ __html: PREPARE }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
