import { assertEquals } from "@std/assert";
import { Deletions } from "../../../hub/rooms/deletions.ts";

Deno.test("what is told late of a deleted room is told from what is told of the next one of its id", () => {
  const deletions = new Deletions();
  deletions.add({ id: "ops", revision: 4, peopleRevision: 9 });
  for (const [revision, isOld] of [[4, true], [5, false]] as const) {
    assertEquals(deletions.includes({ id: "ops", revision }), isOld);
    assertEquals(deletions.includes({ id: "general", revision }), false);
  }
  for (const [peopleRevision, isOld] of [[9, true], [10, false]] as const) {
    assertEquals(deletions.includesPeople({ room: "ops", peopleRevision }), isOld);
    assertEquals(deletions.includesPeople({ room: "general", peopleRevision }), false);
  }
});

Deno.test("ten thousand deletions are remembered, no more", () => {
  const deletions = new Deletions();
  const add = (n: number) => deletions.add({ id: `room ${n}`, revision: 1, peopleRevision: 1 });
  for (let n = 0; n < 10_000; n++) add(n);
  add(0);
  add(10_000);
  const remembered = [0, 1, 2].map((n) => deletions.includes({ id: `room ${n}`, revision: 1 }));
  assertEquals(remembered, [true, false, true]);
});
