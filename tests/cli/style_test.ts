import { assertEquals, assertNotEquals } from "@std/assert";
import { makeStyle, PERSON_COLOURS } from "../../cli/style.ts";

/** The luminance of one of the 256 colours, as WCAG has it. */
function luminance(colour: number): number {
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = colour - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  const [red, green, blue] = parts.map((part) => {
    const level = levels[part]! / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

Deno.test("every person's colour has a contrast of 4 to 1 on white and on black", () => {
  for (const colour of PERSON_COLOURS) {
    const light = luminance(colour) + 0.05;
    assertEquals(1.05 / light >= 4 && light / 0.05 >= 4, true, `colour ${colour}`);
  }
});

Deno.test("a person has one colour everywhere, and people have different ones", () => {
  const painted = ["u_1", "u_2", "u_3"].map((id) => makeStyle(true).person(id, "x"));
  assertEquals(["u_1", "u_2", "u_3"].map((id) => makeStyle(true).person(id, "x")), painted);
  assertNotEquals(new Set(painted).size, 1);
});

Deno.test("without colours text is left as it is", () => {
  const style = makeStyle(false);
  assertEquals(
    style.bold("a") + style.faint("b") + style.alert("c") + style.person("u", "d"),
    "abcd",
  );
});
