import { assertEquals } from "@std/assert";
import { neighbour, roomSections } from "../../../components/room/room_sections.ts";
import type { RoomKind } from "../../../protocol/entities.ts";

const room = (id: string, kind: RoomKind = "public", archived = false) => ({ id, kind, archived });
const rooms = [
  room("ada", "direct"),
  room("board", "private"),
  room("general"),
  room("old"),
  room("ops"),
  room("past", "private", true),
  room("plans", "public", true),
];

Deno.test("rooms stand by what they are, archived ones last whatever they were, each in the order given", () => {
  const sections = roomSections(rooms, "general").map((
    { title, rooms },
  ) => [title, rooms.map(({ id }) => id)]);
  assertEquals(sections, [
    ["Rooms", ["general", "old", "ops"]],
    ["Private rooms", ["board"]],
    ["Direct messages", ["ada"]],
    ["Archived", ["past", "plans"]],
  ]);
  assertEquals(roomSections([room("general")], "general").map(({ key }) => key), ["public"]);
  assertEquals(roomSections([room("ada", "direct")], "ada").map(({ key }) => key), [
    "public",
    "direct",
  ]);
});

Deno.test("going through the rooms follows the list and passes archived ones over, but for the open one", () => {
  const from = (id: string, step: 1 | -1) => neighbour(rooms, id, step)?.id;
  assertEquals([from("ops", 1), from("board", 1), from("ada", -1)], ["board", "ada", "board"]);
  assertEquals([from("ada", 1), from("plans", -1)], [undefined, "ada"]);
  assertEquals(from("general", -1), undefined);
});
