import { assertEquals } from "@std/assert";
import { listedRoom, neighbour, roomSections } from "../../../components/room/room_sections.ts";
import type { ReadMark, RoomInfo, RoomKind } from "../../../protocol/entities.ts";

const room = (id: string, kind: RoomKind = "public", more: object = {}) => ({
  id,
  kind,
  archived: false,
  isIn: true,
  ...more,
});
const rooms = [
  room("ada", "direct", { lastAt: 10 }),
  room("board", "private"),
  room("bo", "direct", { lastAt: 20 }),
  room("cy", "direct"),
  room("general"),
  room("news", "public", { isNew: true }),
  room("old"),
  room("past", "private", { archived: true, isNew: true }),
  room("zed", "direct", { isNew: true, lastAt: 5 }),
];

Deno.test("unread rooms stand first, then conversations by when something was last said, then rooms, archived ones last", () => {
  const sections = roomSections(rooms, "general").map((
    { title, rooms },
  ) => [title, rooms.map(({ id }) => id)]);
  assertEquals(sections, [
    ["Unread", ["news", "zed"]],
    ["Direct messages", ["bo", "ada", "cy"]],
    ["Rooms", ["board", "general", "old"]],
    ["Archived", ["past"]],
  ]);
  const keys = (...rooms: Parameters<typeof roomSections>[0]) =>
    roomSections(rooms, "").map(({ key }) => key);
  assertEquals(keys(), ["direct", "rooms"]);
  assertEquals(keys(room("general", "public", { isNew: true })), ["unread", "direct", "rooms"]);
});

Deno.test("a room is among the unread ones by what was posted since its mark was counted", () => {
  const info = { ...room("general"), posts: 7 } as RoomInfo;
  const read = { seq: 3, unread: 0, mentions: 0, posts: 5, version: 5, revision: 1 };
  const stands = (read?: ReadMark) => {
    const { unread, isNew } = listedRoom({ ...info, read });
    return [unread, isNew];
  };
  assertEquals(stands(read), [2, true]);
  assertEquals(stands({ ...read, posts: 7 }), [0, false]);
  assertEquals(stands(), [0, false]);
});

Deno.test("going through the rooms follows the list and passes archived ones over, but for the open one", () => {
  const from = (id: string, step: 1 | -1) => neighbour(rooms, id, step)?.id;
  assertEquals([from("zed", 1), from("cy", 1), from("general", -1)], ["bo", "board", "board"]);
  assertEquals([from("old", 1), from("past", -1)], [undefined, "old"]);
  assertEquals(from("news", -1), undefined);
});

Deno.test("a section of very many lists its first 100, and the open one", () => {
  const many = Array.from({ length: 1_000 }, (_, i) => room(`r${i}`));
  const section = (current: string, total?: number) =>
    roomSections(many, current, { rooms: total }).at(-1)!;
  const listed = section("r999").rooms.map(({ id }) => Number(id.slice(1)));
  assertEquals(listed, [...Array.from({ length: 100 }, (_, i) => i), 999]);
  assertEquals([section("r999").hidden, section("r999", 10_000).hidden], [899, 9_899]);
});

Deno.test("a public room that one is not in is listed while it is open, and not passed through", () => {
  const rooms = [room("ada", "direct"), room("general"), room("ops", "public", { isIn: false })];
  const listed = (current: string) =>
    roomSections(rooms, current).flatMap(({ rooms }) => rooms.map(({ id }) => id));
  assertEquals(listed("general"), ["ada", "general"]);
  assertEquals(listed("ops"), ["ada", "general", "ops"]);
  assertEquals(neighbour(rooms, "general", 1)?.id, undefined);
});
