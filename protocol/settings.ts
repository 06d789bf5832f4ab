/** How somebody wants the chat to look and to behave. An account's are kept on the server, a guest's in their browser. */
export interface Settings {
  /** "system" is day or night as the device has it. */
  theme: "system" | "light" | "dark";
  /** "high": text at 7:1 at least (WCAG AAA). "normal" becomes high where the device asks for it. */
  contrast: "normal" | "high";
  /** How much is seen at a glance. */
  density: "comfortable" | "compact";
  /** How times of day are written; "auto" as the reader's language does. */
  clock: "auto" | "12" | "24";
  /** Whether Enter sends a message; if not, Ctrl Enter does, and Enter breaks the line. */
  enterSends: boolean;
}

/** What each may be; the first is what it is unless somebody has chosen. */
const CHOICES: { [Name in keyof Settings]: readonly [Settings[Name], ...Settings[Name][]] } = {
  theme: ["system", "light", "dark"],
  contrast: ["normal", "high"],
  density: ["comfortable", "compact"],
  clock: ["auto", "12", "24"],
  enterSends: [true, false],
};

const NAMES = Object.keys(CHOICES) as (keyof Settings)[];

/** In a browser: a guest's settings, as `settingsText` writes them. */
export const SETTINGS_COOKIE = "settings";

export const DEFAULT_SETTINGS: Settings = parseSettings({});

/** Whatever was kept, sent or typed, as settings: what a field may not be is as if nobody had chosen. Words stand for
 *  values, as forms have them. */
export function parseSettings(value: Record<string, unknown>): Settings {
  const chosen = NAMES.map((name) => {
    const choices: readonly Settings[keyof Settings][] = CHOICES[name];
    return [name, choices.find((choice) => String(choice) === String(value[name])) ?? choices[0]];
  });
  return Object.fromEntries(chosen);
}

/** In a few ASCII characters, for a cookie: what differs from the default. */
export function settingsText(settings: Settings): string {
  return NAMES.filter((name) => settings[name] !== CHOICES[name][0])
    .map((name) => `${name}=${settings[name]}`).join("&");
}

/** @param text as `settingsText` makes it, or anything */
export function settingsOfText(text: string): Settings {
  return parseSettings(Object.fromEntries(new URLSearchParams(text)));
}

/** For whom a colour of the browser's own frame is meant, as a media query.
 *  @param scheme the pages' colours that it goes with */
export function frameColorMedia(scheme: "light" | "dark", { theme }: Settings): string {
  if (theme === "system") return `(prefers-color-scheme: ${scheme})`;
  return theme === scheme ? "all" : "not all";
}

/** The attributes of the page's root, by which styles and scripts go. One that is null is not there. */
export function rootAttributes({ theme, contrast, density, clock, enterSends }: Settings) {
  return {
    "data-theme": theme === "system" ? null : theme,
    "data-contrast": contrast === "normal" ? null : contrast,
    "data-density": density === "comfortable" ? null : density,
    "data-clock": clock === "auto" ? null : clock,
    "data-enter": enterSends ? null : "breaks",
  };
}
