import { assert, assertEquals, assertMatch } from "@std/assert";
import { newId } from "../../client/new_id.ts";
import { CLIENT_ID } from "../../protocol/limits.ts";

const NOW = Date.parse("2026-11-17T12:00:00Z");

Deno.test("an id is one that the server takes", () => {
  for (let count = 0; count < 1_000; count++) assertMatch(newId(), CLIENT_ID);
});

Deno.test("an id sorts behind those of earlier milliseconds, from now until the next century but one", () => {
  const times = [0, 1, NOW, NOW + 1, NOW + 35, NOW + 36, Date.parse("2100-01-01"), 36 ** 9 - 1];
  const ids = times.map((time) => newId(time));
  assertEquals(ids.toSorted(), ids);
});

Deno.test("ids of one millisecond differ in at least 96 random bits", () => {
  const randoms = Array.from({ length: 2_000 }, () => newId(NOW).slice(9));
  assertEquals(randoms[0]!.length, 20);
  assertEquals(new Set(randoms).size, randoms.length);
  // Each of the 20 characters takes on all of its 64 values: 120 bits, none of them constant.
  for (let place = 0; place < 20; place++) {
    const values = new Set(randoms.map((random) => random[place]));
    assert(values.size > 50, `place ${place} takes ${values.size} values`);
  }
});
