import type { ReaderClock } from "../../protocol/clock_text.ts";
import {
  frameColorMedia,
  hourCycleOf,
  parseSettings,
  rootAttributes,
  type Settings,
} from "../../protocol/settings.ts";

/** Makes the page look as it would come from the server for whoever has chosen this (`Document`). */
export function setLook(settings: Settings): void {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(rootAttributes(settings))) {
    if (value === null) root.removeAttribute(name);
    else root.setAttribute(name, value);
  }
  for (const scheme of ["light", "dark"] as const) {
    document.querySelector<HTMLMetaElement>(`meta[name=theme-color][data-scheme=${scheme}]`)!
      .media = frameColorMedia(scheme, settings);
  }
}

/** How the reader writes times: the browser's own language and zone, which are those that it tells the server, and the
 *  hours that they have chosen. */
export function browserClock(): ReaderClock {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const hourCycle = hourCycleOf(parseSettings({ clock: document.documentElement.dataset.clock }));
  return { locale: navigator.language, timeZone, hourCycle };
}
