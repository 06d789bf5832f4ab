import { asset } from "fresh/runtime";
import type { ComponentChildren } from "preact";
import {
  OUTGOING_DATABASE,
  SIGNED_OUT_COOKIE,
  SIGNED_OUT_KEY,
} from "../../../protocol/browser_storage.ts";
import { frameColorMedia, rootAttributes, type Settings } from "../../../protocol/settings.ts";
import { FontFaces } from "./FontFaces.tsx";

/** After a sign-out (`session_cookie.ts`): removes what is kept in the browser of whoever was here, with or without https
 *  and from whatever page they signed out, and tells the other tabs (`client/personal_storage.ts`). Some browsers forbid
 *  all storage. */
const FORGET = `if(/(^|; )${SIGNED_OUT_COOKIE}=1/.test(document.cookie)){
document.cookie="${SIGNED_OUT_COOKIE}=;path=/;max-age=0";document.cookie="people=;path=/;max-age=0";
try{localStorage.clear();
localStorage.setItem("${SIGNED_OUT_KEY}","1");localStorage.removeItem("${SIGNED_OUT_KEY}");
indexedDB.deleteDatabase("${OUTGOING_DATABASE}")}catch{}}`.replaceAll("\n", "");

/** Before the first paint: tells the server the reader's time zone, so that it can write times as the reader
 *  does, and folds the people away if the reader left them so (`people_fold.ts`). */
const PREPARE = FORGET +
  'document.cookie="tz="+encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)+' +
  '";path=/;max-age=31536000;samesite=lax";' +
  'if(/(^|; )people=folded/.test(document.cookie))document.documentElement.dataset.people="folded"';

/** Of the browser's own frame around the page, as the sheet is by day and by night. */
const FRAME_COLORS = { light: "#fefdfb", dark: "#1c2229" };

interface DocumentProps {
  /** How the reader wants what they see. */
  settings: Settings;
  /** The language of the page's own words. */
  lang?: string;
  children: ComponentChildren;
}

/** The frame of every page, for `routes/_app.tsx`. Pages set their title with `<Head>`. */
export function Document({ lang = "en", settings, children }: DocumentProps) {
  return (
    <html lang={lang} {...rootAttributes(settings)}>
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <title>Confab</title>
        <meta name="description" content="Group chat that runs on your own server." />
        <meta
          name="color-scheme"
          content={settings.theme === "system" ? "light dark" : settings.theme}
        />
        {Object.entries(FRAME_COLORS).map(([scheme, color]) => (
          <meta
            key={scheme}
            name="theme-color"
            data-scheme={scheme}
            media={frameColorMedia(scheme as keyof typeof FRAME_COLORS, settings)}
            content={color}
          />
        ))}
        <link rel="icon" href={asset("/icon.svg")} type="image/svg+xml" />
        <FontFaces />
        <link rel="stylesheet" href={asset("/confab.css")} />
        <script dangerouslySetInnerHTML={{ __html: PREPARE }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
