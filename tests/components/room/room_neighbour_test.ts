import { assertEquals } from "@std/assert";
import { neighbour } from "../../../components/room/room_neighbour.ts";

const rooms = [{ id: "a" }, { id: "b" }, { id: "c" }];

Deno.test("the room above and below the open one are its neighbours, and the ends have one each", () => {
  assertEquals(neighbour(rooms, "b", -1)?.id, "a");
  assertEquals(neighbour(rooms, "b", 1)?.id, "c");
  assertEquals(neighbour(rooms, "a", -1), undefined);
  assertEquals(neighbour(rooms, "c", 1), undefined);
});
