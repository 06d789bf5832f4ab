import { assertEquals } from "@std/assert";
import { failureOf } from "../../../client/outgoing/outgoing_item.ts";
import type { Message } from "../../../protocol/entities.ts";
import { wireError } from "../../../protocol/errors.ts";
import { message, outgoingTab } from "../support/outgoing_tab.ts";

Deno.test("an item goes when the log shows it, whether its answer or its event comes first", async () => {
  const { outgoing, say, connect, asked, items, logs, told } = outgoingTab();
  const log = { messages: [] as Message[], version: 4 };
  logs.set("general", log);
  connect();
  const [first] = say("one");
  await asked[0]!.done(6);
  assertEquals(items(), ["one acknowledged"]);
  outgoing.settle("general");
  log.version = 5;
  outgoing.settle("general");
  assertEquals(items(), ["one acknowledged"]);
  log.version = 6;
  log.messages.push(message({ id: first, seq: 6 }));
  outgoing.settle("general");
  assertEquals(items(), []);

  const [second] = say("two");
  log.messages.push(message({ id: second, seq: 7 }));
  log.version = 7;
  outgoing.settle("general");
  assertEquals(items(), []);
  await asked[0]!.done(7);
  assertEquals(told, ["one acknowledged at 6", "two acknowledged at 7"]);
});

Deno.test("another person's message with the same client id leaves one's own on its way", () => {
  const { outgoing, say, items, logs } = outgoingTab();
  const [id] = say("mine");
  const user = { id: "u-bob", name: "Bob" };
  logs.set("general", { messages: [message({ id, user })], version: 1 });
  outgoing.settle("general");
  assertEquals(items(), ["mine queued"]);
});

Deno.test("where no log is shown an item goes with its answer", async () => {
  const { say, connect, asked, items } = outgoingTab();
  connect();
  say("one");
  await asked[0]!.done(6);
  assertEquals(items(), []);
});

Deno.test("a log that is replaced takes what the server has along, and leaves what it has not", async () => {
  const { outgoing, say, connect, asked, items, logs } = outgoingTab();
  logs.set("general", { messages: [], version: 4 });
  connect();
  say("a");
  say("b");
  await asked[0]!.done(900);
  outgoing.startOver("general");
  assertEquals(items(), ["b sent"]);
});

Deno.test("what waits is refused with its room, and what is refused already keeps its reason", async () => {
  const { outgoing, say, connect, disconnect, asked, items } = outgoingTab();
  connect();
  say("a");
  await asked[0]!.refuse("text_too_long");
  await disconnect();
  say("b");
  outgoing.refuse("general", wireError("room_not_found", "gone"));
  assertEquals(items(), ["a refused", "b refused"]);
  assertEquals(outgoing.items.value.map(failureOf), [
    "This message is too long.",
    "This room does not exist.",
  ]);
});

Deno.test("a post goes when it stands in the log, though the log has not got that far", async () => {
  const { outgoing, say, connect, asked, items, logs } = outgoingTab();
  const log = { messages: [] as Message[], version: 4 };
  logs.set("general", log);
  connect();
  const [id] = say("one");
  await asked[0]!.done(6);
  // A page of the newest messages came before the event.
  log.messages.push(message({ id, seq: 6 }));
  outgoing.settle("general");
  assertEquals(items(), []);
});
