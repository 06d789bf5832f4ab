import { assertEquals, assertThrows } from "@std/assert";
import { readArguments } from "../../bench/arguments.ts";

Deno.test("a quick run measures once unless it is told otherwise", () => {
  assertEquals(readArguments([]).rounds, 2);
  assertEquals(readArguments(["--quick"]).rounds, 1);
  assertEquals(readArguments(["--rounds", "3", "--quick"]).rounds, 3);
});

Deno.test("what cannot be understood is named", () => {
  assertThrows(() => readArguments(["--fast"]), RangeError, "--fast");
  assertThrows(() => readArguments(["--rounds", "0"]), RangeError, "--rounds");
  assertThrows(() => readArguments(["--json"]), RangeError, "--json needs a value");
});
