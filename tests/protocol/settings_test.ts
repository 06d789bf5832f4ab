import { assertEquals } from "@std/assert";
import {
  DEFAULT_SETTINGS,
  parseSettings,
  rootAttributes,
  type Settings,
  settingsOfText,
  settingsText,
} from "../../protocol/settings.ts";

const CHOSEN: Settings = {
  theme: "dark",
  contrast: "high",
  density: "compact",
  clock: "24",
  enterSends: false,
};

Deno.test("settings that were written as text, as a form or as JSON are the same again", () => {
  for (
    const settings of [CHOSEN, DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS, clock: "12" as const }]
  ) {
    assertEquals(settingsOfText(settingsText(settings)), settings);
    assertEquals(parseSettings(JSON.parse(JSON.stringify(settings))), settings);
    const form = Object.entries(settings).map(([name, value]) => [name, String(value)]);
    assertEquals(parseSettings(Object.fromEntries(form)), settings);
  }
  assertEquals(settingsText(DEFAULT_SETTINGS), "");
});

Deno.test("what settings may not be is as if nobody had chosen, field by field", () => {
  for (const odd of ["", "%E0%A4%A", "theme=pink&clock=13", "__proto__=x&enterSends=yes", "=&&="]) {
    assertEquals(settingsOfText(odd), DEFAULT_SETTINGS);
  }
  assertEquals(parseSettings({ theme: "dark", density: 7 }), {
    ...DEFAULT_SETTINGS,
    theme: "dark",
  });
});

Deno.test("a page of somebody who has chosen nothing has no attribute for it", () => {
  const attributes = (settings: Settings) => Object.values(rootAttributes(settings));
  assertEquals(attributes(DEFAULT_SETTINGS).filter((value) => value !== null), []);
  assertEquals(attributes(CHOSEN), ["dark", "high", "compact", "24", "breaks"]);
});
