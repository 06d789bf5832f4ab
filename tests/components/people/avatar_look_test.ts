import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hueOf, initials } from "../../../components/people/avatar_look.ts";

Deno.test("initials come from the first and the last word", () => {
  assertEquals(initials("Ada Lovelace"), "AL");
  assertEquals(initials("ada king countess of lovelace"), "AL");
  assertEquals(initials("Bo"), "B");
  assertEquals(initials(""), "");
});

Deno.test("initials take whole characters of any script, emoji too", () => {
  assertEquals(initials("دينا حسن"), "دح");
  assertEquals(initials("👩‍👩‍👧‍👦 family"), "👩‍👩‍👧‍👦F");
  assertEquals(initials("e\u0301va"), "E\u0301");
});

Deno.test("a name always has the same of fourteen hues", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => {
    const hue = hueOf(name);
    assert(Number.isInteger(hue) && hue >= 0 && hue < 14, String(hue));
    assertEquals(hueOf(name), hue);
  }));
});
