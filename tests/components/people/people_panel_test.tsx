import { assertEquals } from "@std/assert";
import { renderToString } from "preact-render-to-string";
import { PeoplePanel } from "../../../components/people/PeoplePanel.tsx";

/** How many people are listed of so many, and what is said of the others. */
function listed(count: number) {
  const people = Array.from({ length: count }, (_, index) => ({
    id: `u${index}`,
    name: `Person ${index}`,
  }));
  const html = renderToString(<PeoplePanel me="u0" people={people} />);
  return [html.match(/<bdi/g)?.length, html.match(/\d+ more\. Search to find them\./)?.[0]];
}

Deno.test("a crowd is listed up to a point, and nobody is left out alone", () => {
  assertEquals(listed(500), [500, undefined]);
  assertEquals(listed(501), [501, undefined]);
  assertEquals(listed(502), [500, "2 more. Search to find them."]);
});
