import { assertEquals } from "@std/assert";
import { Drafts } from "../../../client/rooms/drafts.ts";
import { TestClock } from "../../support/test_clock.ts";
import { FakeStorage } from "../support/fake_storage.ts";

function open(storage: FakeStorage | null, userId = "u-ann") {
  const clock = new TestClock();
  return { drafts: new Drafts(userId, { storage, clock }), clock };
}

Deno.test("a draft is kept for its room and its writer only", () => {
  const storage = new FakeStorage();
  const { drafts } = open(storage);
  drafts.set("general", "half a thought");
  drafts.flush();
  assertEquals(open(storage).drafts.get("general"), "half a thought");
  assertEquals(open(storage).drafts.get("news"), "");
  assertEquals(open(storage, "u-bob").drafts.get("general"), "");
});

Deno.test("a draft is written soon, not at every key press", () => {
  const storage = new FakeStorage();
  const { drafts, clock } = open(storage);
  for (const text of ["h", "ha", "hal", "half"]) drafts.set("general", text);
  assertEquals([storage.writes, drafts.get("general")], [0, "half"]);
  clock.advance(300);
  assertEquals([storage.writes, open(storage).drafts.get("general")], [1, "half"]);
});

Deno.test("of a draft that was sent nothing is left, whatever happens in the next moment", () => {
  const storage = new FakeStorage();
  const { drafts, clock } = open(storage);
  drafts.set("general", "half");
  clock.advance(300);
  drafts.set("general", "half a thought");
  drafts.set("general", "");
  assertEquals([open(storage).drafts.get("general"), storage.length], ["", 0]);
  clock.advance(1_000);
  assertEquals(open(storage).drafts.get("general"), "");
});

Deno.test("of two tabs the one that wrote last is right, room by room", () => {
  const storage = new FakeStorage();
  const [one, other] = [open(storage), open(storage)];
  one.drafts.set("general", "mine");
  one.drafts.set("news", "only here");
  other.drafts.set("general", "yours");
  one.drafts.flush();
  other.drafts.flush();
  const after = open(storage).drafts;
  assertEquals([after.get("general"), after.get("news")], ["yours", "only here"]);
});

Deno.test("where storage is missing, forbidden or full, drafts last as long as the page", () => {
  const broken = new FakeStorage();
  broken.getItem = broken.setItem = broken.removeItem = () => {
    throw new DOMException("no", "SecurityError");
  };
  for (const storage of [null, broken]) {
    const { drafts, clock } = open(storage);
    drafts.set("general", "half a thought");
    clock.advance(1_000);
    assertEquals(drafts.get("general"), "half a thought");
    drafts.set("general", "");
    assertEquals(drafts.get("general"), "");
  }
});
