import { assertEquals } from "@std/assert";
import { renderToString } from "preact-render-to-string";
import { PeoplePanel } from "../../../components/people/PeoplePanel.tsx";
import type { User } from "../../../protocol/entities.ts";

/** How many people are listed of so many, and what is said of the others. */
function listed(count: number) {
  const people = Array.from({ length: count }, (_, index) => ({
    id: `u${index}`,
    name: `Person ${index}`,
  }));
  const html = renderToString(
    <PeoplePanel me="u0" people={people} counts={{ online: count, people: count }} />,
  );
  return [html.match(/<bdi/g)?.length, html.match(/\d+ more\./)?.[0]];
}

Deno.test("a crowd is listed up to a point, and nobody is left out alone", () => {
  assertEquals(listed(500), [500, undefined]);
  assertEquals(listed(501), [501, undefined]);
  assertEquals(listed(502), [500, "2 more."]);
});

Deno.test("roles other than a member's are marked, and two guests of one name told apart", () => {
  const people: User[] = [
    { id: "u_1", name: "Ada", role: "guest" },
    { id: "u_2", name: "ada", role: "guest" },
    { id: "u_3", name: "Bo" },
    { id: "u_4", name: "Cy", role: "admin" },
    { id: "u_5", name: "Di", role: "owner" },
  ];
  const html = renderToString(
    <PeoplePanel me="u_2" people={people} counts={{ online: 2, people: 2 }} />,
  );
  const notes = [...html.matchAll(/class="side-note">([^<]+)/g)].map(([, note]) => note);
  assertEquals(notes, ["guest", "you", "admin", "owner"]);
  const tags = [...html.matchAll(/class="name-tag">(#\d{3})</g)].map(([, tag]) => tag);
  assertEquals([tags.length, new Set(tags).size], [2, 2]);
});
