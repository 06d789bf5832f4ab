import { assertEquals, assertStrictEquals } from "@std/assert";
import type { RoomInfo } from "../../protocol/entities.ts";
import { asShownTo, byTitle } from "../../protocol/room_title.ts";

const ROOM: RoomInfo = {
  id: "direct-1",
  title: "Ann, Bo, Cy",
  topic: "",
  version: 0,
  lastSeq: 0,
  posts: 0,
  people: 0,
  online: 0,
  kind: "direct",
  archived: false,
  posting: "everyone",
  members: [{ id: "a", name: "Ann", online: false }, { id: "c", name: "Cyrus", online: false }, {
    id: "b",
    name: "Bo",
    online: false,
  }],
};

Deno.test("a direct conversation goes by the names of the others as they are now, by name", () => {
  assertEquals(asShownTo("a", ROOM).title, "Bo, Cyrus");
  assertEquals(asShownTo("b", ROOM).title, "Ann, Cyrus");
});

Deno.test("other rooms, and a conversation of which nobody else is left, keep their title", () => {
  const { members: _members, ...room } = ROOM;
  assertStrictEquals(asShownTo("a", room), room);
  const alone = { ...ROOM, members: [{ id: "a", name: "Ann", online: false }] };
  assertEquals(asShownTo("a", alone).title, "Ann, Bo, Cy");
});

Deno.test("rooms stand by the titles that the reader sees, numbers by their size, those of one title by id", () => {
  const [ann, zoe] = [{ id: "a", name: "Ann", online: false }, {
    id: "z",
    name: "Zoe",
    online: false,
  }];
  const { members: _members, ...room } = ROOM;
  const rooms: RoomInfo[] = [
    { ...room, id: "1", title: "Room 10" },
    { ...room, id: "2", title: "room 9" },
    { ...room, id: "4", title: "Ärger" },
    { ...room, id: "3", title: "Ärger" },
    { ...room, id: "5", title: "Ann, Zoe", members: [ann, zoe] },
  ];
  const ids = (readerId: string) =>
    rooms.map((room) => asShownTo(readerId, room)).sort(byTitle).map(({ id }) => id).join("");
  assertEquals(ids(ann.id), "34215");
  assertEquals(ids(zoe.id), "53421");
});
