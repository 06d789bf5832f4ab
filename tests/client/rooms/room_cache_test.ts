import { assertEquals, assertStrictEquals } from "@std/assert";
import { RoomCache } from "../../../client/rooms/room_cache.ts";
import type { LocalRoom } from "../../../client/rooms/local_room.ts";

/** A cache of rooms of which one is open. */
function open({ shown = "" } = {}) {
  const made: string[] = [];
  const dropped: string[] = [];
  const make = (id: string) => {
    made.push(id);
    return { id, isOpen: id === shown } as unknown as LocalRoom;
  };
  const cache = new RoomCache(make, (id) => dropped.push(id));
  const kept = (...ids: string[]) => ids.filter((id) => cache.get(id) !== undefined);
  return { cache, made, dropped, kept };
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

Deno.test("the room that is open is not dropped, and whoever asked is told of the others", () => {
  const { cache, dropped, kept } = open({ shown: "first" });
  cache.use("first");
  NUMBERS.forEach((id) => cache.use(id));
  cache.trim();
  cache.drop("first");
  cache.drop("r5");
  cache.drop("unknown");
  assertEquals(kept("first", "r0", "r5", "r9"), ["first", "r9"]);
  assertEquals(dropped, ["r0", "r5"]);
});
