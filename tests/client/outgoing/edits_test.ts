import { assertEquals } from "@std/assert";
import { failureOf } from "../../../client/outgoing/outgoing_item.ts";
import { memoryStore } from "../../../client/outgoing/outgoing_store.ts";
import { settle } from "../support/fake_socket.ts";
import { ANN } from "../support/log_model.ts";
import { message, outgoingTab } from "../support/outgoing_tab.ts";

Deno.test("a change takes the place of one to the same message that has not been sent", () => {
  const { outgoing, rewrite, items } = outgoingTab();
  rewrite(1, "first", 1);
  rewrite(2, "other", 2);
  rewrite(1, "1st", 1);
  assertEquals(items(), ["other queued", "1st queued"]);
  outgoing.add("general", { kind: "delete", seq: 1 });
  assertEquals(items(), ["other queued", " queued"]);
});

Deno.test("an edit waits for the one before it that was sent, and is made on what came of that", async () => {
  const { rewrite, connect, disconnect, asked, items } = outgoingTab();
  connect();
  rewrite(1, "first", 1);
  await disconnect();
  rewrite(1, "1st", 1);
  assertEquals(items(), ["first sent", "1st queued"]);
  connect();
  assertEquals(asked.map(({ fields }) => [fields.text, fields.base]), [["first", 1]]);
  await asked[0]!.done(7);
  assertEquals(asked.map(({ fields }) => [fields.text, fields.base]), [["1st", 7]]);
});

Deno.test("an edit that was refused gives way to the one made after it", async () => {
  const { rewrite, connect, asked, items, told } = outgoingTab();
  connect();
  rewrite(1, "first", 1);
  rewrite(1, "1st", 1);
  await asked[0]!.refuse("edit_conflict", { current: message({ text: "theirs", version: 5 }) });
  assertEquals([items(), told], [["1st sent"], []]);
  assertEquals(asked[0]!.fields.base, 1);
});

Deno.test("an edit of what says something else by now is refused with that, and made on it when it is kept", async () => {
  const { outgoing, rewrite, connect, asked } = outgoingTab();
  connect();
  rewrite(1, "mine", 1);
  const current = message({ text: "theirs", version: 5 });
  await asked[0]!.refuse("edit_conflict", { current });
  const [item] = outgoing.items.value;
  assertEquals(item!.state.status === "refused" && item!.state.current, current);
  // By then it says something else once more, and that is what was shown.
  const newer = { ...current, text: "theirs, again", version: 8 };
  outgoing.retry({ ...item!, state: { status: "refused", failure: "", current: newer } });
  assertEquals(asked[0]!.fields, { room: "general", seq: 1, base: 8, text: "mine" });
});

Deno.test("what was written for a message that is gone stays as one that was not sent; its deletion is forgotten", async () => {
  const { outgoing, rewrite, connect, asked, items, told, logs } = outgoingTab();
  connect();
  rewrite(1, "mine", 1);
  outgoing.add("general", { kind: "delete", seq: 2 });
  await asked[0]!.refuse("message_not_found");
  await asked[0]!.refuse("message_not_found");
  assertEquals([items(), told], [["mine refused"], []]);
  const [kept] = outgoing.items.value;
  assertEquals(failureOf(kept!), "The message that you edited was deleted.");
  outgoing.retry(kept!);
  assertEquals([asked[0]!.type, asked[0]!.fields.text], ["message.send", "mine"]);

  // The same when the log tells first.
  rewrite(3, "on its way", 1);
  logs.set("general", { messages: [message({ seq: 3, version: 9, deletedAt: 1 })], version: 9 });
  outgoing.settle("general");
  assertEquals(items(), ["mine sent", "on its way refused"]);
});

Deno.test("of two edits made without each other the later one is refused with the earlier, also when one tab has both", async () => {
  const store = memoryStore();
  outgoingTab({ store, tab: "one" }).rewrite(1, "one", 1);
  const other = outgoingTab({ store, tab: "other" });
  other.clock.advance(1);
  other.rewrite(1, "other", 1);
  const { outgoing, connect, asked, items } = outgoingTab({ store, tab: "next" });
  outgoing.adopt();
  await settle();
  connect();
  await asked[0]!.done(7);
  assertEquals(asked.map(({ fields }) => [fields.text, fields.base]), [["other", 1]]);
  await asked[0]!.refuse("edit_conflict", { current: message({ text: "one", version: 7 }) });
  assertEquals(items(), ["other refused"]);
});

Deno.test("an edit takes no place of one that was taken over while it was written, nor hides that it was refused", async () => {
  const store = memoryStore();
  outgoingTab({ store, tab: "one" }).rewrite(1, "one", 1);
  const { outgoing, connect, asked, items } = outgoingTab({ store, tab: "next" });
  outgoing.adopt();
  await settle();
  outgoing.add("general", { kind: "edit", seq: 1, content: { text: "unaware" }, base: 1 });
  assertEquals(items(), ["one sent", "unaware queued"]);
  connect();
  await asked[0]!.refuse("edit_conflict", { current: message({ text: "theirs", version: 5 }) });
  assertEquals(items(), ["one refused", "unaware sent"]);
});

Deno.test("a tab that dies between two edits leaves the second one made on the first", async () => {
  const store = memoryStore();
  const before = outgoingTab({ store });
  before.connect();
  before.rewrite(1, "first", 1);
  before.rewrite(1, "1st", 1);
  await before.asked[0]!.done(7);
  const [left] = await store.all(ANN.id);
  assertEquals(left!.change, { kind: "edit", seq: 1, content: { text: "1st" }, base: 7 });
});

Deno.test("changes to messages of data that was replaced are not made: what was written stays, not sent", async () => {
  const { outgoing, rewrite, say, connect, disconnect, asked, items } = outgoingTab();
  connect({ epoch: "1" });
  await disconnect();
  say("a new message");
  outgoing.add("general", {
    kind: "edit",
    seq: 1,
    epoch: "1",
    content: { text: "better" },
    base: 1,
  });
  outgoing.add("general", { kind: "delete", seq: 2, epoch: "1" });
  // Left by a page that did not keep the epoch.
  rewrite(3, "unknown", 0);
  connect({ epoch: "2" });
  assertEquals(items(), ["a new message sent", "better refused", "unknown sent"]);
  assertEquals(asked.map(({ type }) => type), ["message.send", "message.edit"]);
  for (const one of [...asked]) await one.done(1);
  const [stranded] = outgoing.items.value;
  outgoing.retry(stranded!);
  assertEquals(asked.map(({ type, fields }) => [type, fields.text]), [["message.send", "better"]]);
});

Deno.test("what another tab has left for data that was replaced is not made either", async () => {
  const store = memoryStore();
  outgoingTab({ store }).outgoing.add("general", { kind: "delete", seq: 2, epoch: "1" });
  const { outgoing, connect, asked, items } = outgoingTab({ store, tab: "next" });
  connect({ epoch: "2" });
  outgoing.adopt();
  await settle();
  assertEquals([asked, items()], [[], []]);
});

Deno.test("a change to a log from before the data was replaced is not made, though a new connection is up", () => {
  const { outgoing, connect, asked, items } = outgoingTab();
  connect({ epoch: "2" });
  outgoing.add("general", { kind: "delete", seq: 2, epoch: "1" });
  const content = { text: "better" };
  outgoing.add("general", { kind: "edit", seq: 1, epoch: "1", content, base: 1 });
  assertEquals([asked, items()], [[], ["better refused"]]);
});
