import { assertEquals, assertStrictEquals } from "@std/assert";
import type { OutgoingItem } from "../../../client/outgoing/outgoing_item.ts";
import { changeTo, pendingIn } from "../../../client/outgoing/pending.ts";
import { ANN, LogModel } from "../support/log_model.ts";
import { edit, post, refused } from "../support/outgoing_items.ts";

const ids = (items: readonly OutgoingItem[]) => items.map((item) => item.id);

Deno.test("a room shows what is on its way to it, in order, and nothing of another room", () => {
  const items = [post("a"), post("b", { room: "news" }), post("c", { state: refused("No.") })];
  assertEquals(ids(pendingIn(items, "general", [])), ["a", "c"]);
});

Deno.test("of several changes to one message the last one shows", () => {
  const items = [edit(1, "first"), edit(2, "other"), edit(1, "1st")];
  const pending = pendingIn(items, "general", []);
  assertEquals(ids(pending).toSorted(), ["edit-1-1st", "edit-2-other"]);
  assertEquals(changeTo(pending, 1)?.id, "edit-1-1st");
  assertEquals(changeTo(pending, 3), null);
});

Deno.test("a refused edit comes with the message as it is now, not as it was when it was refused", () => {
  const log = new LogModel();
  const current = log.post(ANN, { text: "theirs" });
  const item = edit(1, "mine", { state: { ...refused("It changed."), current } });
  assertStrictEquals(pendingIn([item], "general", log.messages)[0], item);
  const newer = log.edit(0, "theirs, again");
  const [shown] = pendingIn([item], "general", log.messages);
  assertEquals(shown!.state, { ...refused("It changed."), current: newer });
});
