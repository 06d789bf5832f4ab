import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { byName, movePeople } from "../../../client/rooms/people.ts";

const person = (name: string) => ({ id: `u-${name}`, name });
const names = fc.uniqueArray(fc.constantFrom(..."abcdefghijklmnopqrst"), { maxLength: 12 });

Deno.test("people are in the order in which one would look them up, case and accents aside", () => {
  const people = ["bob", "Émile", "Anna 10", "anna 9", "Zoe", "eve"].map(person);
  const sorted = people.sort(byName).map((user) => user.name);
  assertEquals(sorted, ["anna 9", "Anna 10", "bob", "Émile", "eve", "Zoe"]);
});

Deno.test("two people of one name keep their places", () => {
  const [one, other] = [{ id: "1", name: "Bob" }, { id: "2", name: "bob" }];
  assertEquals([byName(one, other) < 0, byName(other, one) < 0], [true, false]);
});

Deno.test("whoever comes and goes, the list holds who is there, once and in order", () => {
  fc.assert(fc.property(names, names, names, (here, came, went) => {
    const people = here.map(person).sort(byName);
    const [joined, left] = [came.map(person), went.map(person)];
    const moved = movePeople(people, { joined, left });
    const expected = new Set(here.filter((name) => !went.includes(name)).concat(came));
    assertEquals(moved.map((user) => user.name), [...expected].sort());
  }));
});
