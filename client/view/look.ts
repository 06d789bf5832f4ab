import { frameColorMedia, rootAttributes, type Settings } from "../../protocol/settings.ts";

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
