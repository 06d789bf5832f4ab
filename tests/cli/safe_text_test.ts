import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { safeJson, safeLine, safeText } from "../../cli/safe_text.ts";
import { DANGEROUS, HOSTILE_TEXTS } from "./support/hostile_texts.ts";

Deno.test("nothing of a hostile text is left that a terminal would act on", () => {
  for (const text of HOSTILE_TEXTS) {
    assertEquals(DANGEROUS.test(safeText(text)), false, JSON.stringify(text));
    assertEquals(/\n/.test(safeLine(text)), false, JSON.stringify(text));
    assertEquals(safeText(text).isWellFormed(), true);
  }
});

Deno.test("no text at all brings a control character through", () => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(...HOSTILE_TEXTS),
  );
  fc.assert(fc.property(fc.array(unit).map((units) => units.join("")), (text) => {
    assertEquals(DANGEROUS.test(safeText(text)), false);
    assertEquals(/[\n]/.test(safeLine(text)), false);
    assertEquals(DANGEROUS.test(safeJson(text)), false);
    assertEquals(JSON.parse(safeJson(text)), text);
  }));
});

Deno.test("what is taken out is shown in its place", () => {
  assertEquals(safeText("\x1b[31mred\x7f \x9b2J \u202e"), "␛[31mred␡ <U+009B>2J <U+202E>");
  assertEquals(safeText("one\r\ntwo\rthree\tfour"), "one\ntwo\nthree    four");
});

Deno.test("letters, joined emoji and text from right to left stay as they are", () => {
  for (
    const text of [
      "Grüße",
      "👩‍👩‍👧 👍🏽 🇬🇧",
      "שלום עולם",
      "نص عربي\u200f",
      "e\u0301 ไทย हिन्दी",
      "中文\n한국어",
    ]
  ) {
    assertEquals(safeText(text), text);
  }
});
