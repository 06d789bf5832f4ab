import { assertEquals } from "@std/assert";
import { KeptWishes } from "../../../client/reading/kept_wishes.ts";
import { FakeStorage } from "../support/fake_storage.ts";
import { ANN, BOB } from "../support/log_model.ts";

const mark = { seq: 4, unread: 2, mentions: 0, posts: 6, version: 6, revision: 3 };

Deno.test("what somebody has read is kept for them and for the data it is about", () => {
  const storage = new FakeStorage();
  const kept = new KeptWishes(ANN.id, { storage });
  kept.keep("news", "1", { mark });
  kept.keep("general", "1", { unreadFrom: 5, mark });
  kept.keep("sport", "1", { mark });
  kept.drop("sport");
  assertEquals(new KeptWishes(BOB.id, { storage }).load("1"), new Map());
  assertEquals([...new KeptWishes(ANN.id, { storage }).load("1").keys()], ["news", "general"]);
  assertEquals(new KeptWishes(ANN.id, { storage }).load("1").get("general")?.unreadFrom, 5);
  assertEquals(new KeptWishes(ANN.id, { storage }).load("2"), new Map());
  assertEquals(storage.length, 0);
});

Deno.test("nonsense is removed, and without storage nothing is kept", () => {
  const storage = new FakeStorage();
  const good = JSON.stringify({ epoch: "1", mark });
  for (const text of ["", "7", "null", good.replace("4", '"x"'), good.replace('"posts"', '"p"')]) {
    storage.setItem(`confab.mark.${ANN.id}.news`, text);
    assertEquals(new KeptWishes(ANN.id, { storage }).load("1"), new Map(), text);
    assertEquals(storage.length, 0);
  }
  storage.setItem(`confab.mark.${ANN.id}.../..`, good);
  assertEquals(new KeptWishes(ANN.id, { storage }).load("1"), new Map());
  const none = new KeptWishes(ANN.id, { storage: null });
  none.keep("news", "1", { mark });
  none.drop("news");
  assertEquals(none.load("1"), new Map());
});
