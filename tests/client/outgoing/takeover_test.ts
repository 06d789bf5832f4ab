import { assertEquals } from "@std/assert";
import { textOf } from "../../../client/outgoing/outgoing_item.ts";
import { memoryStore } from "../../../client/outgoing/outgoing_store.ts";
import { settle } from "../support/fake_socket.ts";
import { ANN } from "../support/log_model.ts";
import { message, outgoingTab } from "../support/outgoing_tab.ts";

Deno.test("a tab takes over what another one left: in order, with what was refused, and nothing twice", async () => {
  const store = memoryStore();
  const before = outgoingTab({ store });
  before.connect();
  before.say("bad");
  await before.asked[0]!.refuse("text_too_long");
  before.clock.wallOffset -= 60_000;
  before.say("sent");
  await before.disconnect();
  const [discarded] = before.say("never mind");
  before.say("unsent");
  before.outgoing.discard(discarded!);

  const after = outgoingTab({ store, tab: "next" });
  after.outgoing.adopt();
  await settle();
  after.outgoing.adopt();
  await settle();
  assertEquals(after.items(), ["bad refused", "sent sent", "unsent sent"]);
  after.connect();
  assertEquals(after.underWay(), ["sent", "unsent"]);
  for (const one of [...after.asked]) await one.done(1);
  assertEquals((await store.all(ANN.id)).map(textOf), ["bad"]);
});

Deno.test("what is taken over and stands in the log already is neither shown nor sent", async () => {
  const store = memoryStore();
  const [id] = outgoingTab({ store }).say("hello");
  const after = outgoingTab({ store, tab: "next" });
  after.logs.set("general", { messages: [message({ id })], version: 1 });
  after.connect();
  after.outgoing.adopt();
  await settle();
  assertEquals([after.items(), after.underWay()], [[], []]);
  assertEquals(await store.all(ANN.id), []);
});

Deno.test("an edit that is taken over and may have been sent is not replaced, and the next is made on it", async () => {
  const store = memoryStore();
  outgoingTab({ store }).rewrite(1, "first", 1);
  const after = outgoingTab({ store, tab: "next" });
  after.outgoing.adopt();
  await settle();
  after.rewrite(1, "1st", 1);
  after.connect();
  await after.asked[0]!.done(7);
  assertEquals(after.asked.map(({ fields }) => [fields.text, fields.base]), [["1st", 7]]);
});
