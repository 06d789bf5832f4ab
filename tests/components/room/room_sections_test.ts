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
    ["Direct messages", ["ada"]],
    ["Rooms", ["general", "old", "ops"]],
    ["Private rooms", ["board"]],
    ["Archived", ["past", "plans"]],
  ]);
  assertEquals(roomSections([room("general")], "general").map(({ key }) => key), ["public"]);
  assertEquals(roomSections([room("ada", "direct")], "ada").map(({ key }) => key), [
    "direct",
    "public",
  ]);
});

Deno.test("going through the rooms follows the list and passes archived ones over, but for the open one", () => {
  const from = (id: string, step: 1 | -1) => neighbour(rooms, id, step)?.id;
  assertEquals([from("ada", 1), from("ops", 1), from("general", -1)], ["general", "board", "ada"]);
  assertEquals([from("board", 1), from("plans", -1)], [undefined, "board"]);
  assertEquals(from("ada", -1), undefined);
});

Deno.test("a section of very many lists its first 50, and of the others 50 at most: the open one, unread ones, those opened before", () => {
  const many = (fields: (i: number) => object) =>
    Array.from({ length: 1_000 }, (_, i) => ({ ...room(`r${i}`), ...fields(i) }));
  const listed = (rooms: ReturnType<typeof many>, current = "r999") =>
    roomSections(rooms, current)[0]!.rooms.map(({ id }) => Number(id.slice(1)));
  const first = Array.from({ length: 50 }, (_, i) => i);
  assertEquals(listed(many(() => ({}))), [...first, 999]);
  const some = many((i) => ({ unread: i === 700 ? 3 : 0, opened: i === 600 || i === 700 }));
  assertEquals(listed(some), [...first, 600, 700, 999]);
  const all = many((i) => ({ unread: i >= 900 && i < 930 ? 1 : 0, opened: i < 500 }));
  const besides = listed(all).slice(50);
  assertEquals(besides.length, 50);
  assertEquals(besides.slice(-31), [...Array.from({ length: 30 }, (_, i) => 900 + i), 999]);
  assertEquals(roomSections(all, "r999", { public: 10_000 })[0]!.hidden, 9_900);
});
