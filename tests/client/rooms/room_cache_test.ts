import { assertEquals, assertStrictEquals } from "@std/assert";
import { RoomCache } from "../../../client/rooms/room_cache.ts";
import type { LocalRoom } from "../../../client/rooms/room_state.ts";

/** A cache of rooms of which some have something that is still to be sent. */
function open({ unsent = [] as string[] } = {}) {
  const made: string[] = [];
  const cache = new RoomCache((id) => {
    made.push(id);
    return { id, isDisposable: !unsent.includes(id) } as LocalRoom;
  });
  const kept = (...ids: string[]) => ids.filter((id) => cache.get(id) !== undefined);
  return { cache, made, kept };
}

const NUMBERS = Array.from({ length: 10 }, (_, index) => `r${index}`);

Deno.test("the rooms used last are kept, and a room is made once while it is", () => {
  const { cache, made, kept } = open();
  const first = cache.use("first");
  NUMBERS.slice(1).forEach((id) => cache.use(id));
  assertStrictEquals(cache.use("first"), first);
  cache.use("last");
  cache.trim();
  assertEquals(kept("first", "r1", "r2", "last"), ["first", "r2", "last"]);
  assertEquals(made.filter((id) => id === "first").length, 1);
});

Deno.test("a room from which something is still to be sent is not dropped", () => {
  const { cache, kept } = open({ unsent: ["first"] });
  cache.use("first");
  NUMBERS.forEach((id) => cache.use(id));
  cache.trim();
  cache.drop("first");
  cache.drop("r5");
  assertEquals(kept("first", "r0", "r5", "r9"), ["first", "r9"]);
});
