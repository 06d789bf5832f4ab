import { assertEquals } from "@std/assert";
import { findByText } from "../../../components/ui/find_by_text.ts";

const people = ["Ada", "Zoë Ångström", "adam", "دينا"].map((name, index) => ({
  id: `u${index}`,
  name,
}));

function found(query: string): string[] {
  return findByText(people, query, ({ name }) => name).map((user) => user.name);
}

Deno.test("people are found by any part of their name, whatever its case and accents", () => {
  assertEquals(found("ada"), ["Ada", "adam"]);
  assertEquals(found("zoe"), ["Zoë Ångström"]);
  assertEquals(found("ang"), ["Zoë Ångström"]);
  assertEquals(found("دي"), ["دينا"]);
  assertEquals(found("nobody"), []);
});

Deno.test("an empty query finds everybody, in the order given", () => {
  assertEquals(findByText(people, " ", ({ name }) => name), people);
});
