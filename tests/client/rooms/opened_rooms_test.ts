import { assertEquals } from "@std/assert";
import { OpenedRooms } from "../../../client/rooms/opened_rooms.ts";
import { FakeStorage } from "../support/fake_storage.ts";

const ids = (opened: OpenedRooms) => [...opened.ids.value];

Deno.test("rooms that were opened are remembered over a reload, the last hundred of them", () => {
  const storage = new FakeStorage();
  const opened = new OpenedRooms("u-ann", { storage });
  for (let i = 0; i < 120; i++) opened.add(`room-${i}`);
  opened.add("room-30");
  const again = ids(new OpenedRooms("u-ann", { storage }));
  assertEquals([again.length, again[0], again.at(-1)], [100, "room-20", "room-30"]);
  assertEquals(ids(new OpenedRooms("u-bob", { storage })), []);
});

Deno.test("two tabs remember what either opened", () => {
  const storage = new FakeStorage();
  const tabs = [1, 2].map(() => new OpenedRooms("u-ann", { storage }));
  tabs[0]!.add("one");
  tabs[1]!.add("two");
  assertEquals(ids(tabs[1]!), ["one", "two"]);
});

Deno.test("what is not there any more is forgotten", () => {
  const storage = new FakeStorage();
  const opened = new OpenedRooms("u-ann", { storage });
  for (const id of ["one", "two", "three"]) opened.add(id);
  opened.remove(["two", "another"]);
  assertEquals(ids(new OpenedRooms("u-ann", { storage })), ["one", "three"]);
});

Deno.test("without storage, or with nonsense in it, rooms are remembered as long as the page lasts", () => {
  const none = new OpenedRooms("u-ann", { storage: null });
  none.add("one");
  assertEquals(ids(none), ["one"]);
  for (const text of ["{", "7", '{"a":1}', '["no id!", 7, "two"]']) {
    const storage = new FakeStorage();
    storage.setItem("confab.opened.u-ann", text);
    assertEquals(ids(new OpenedRooms("u-ann", { storage })), text.includes("two") ? ["two"] : []);
  }
});
