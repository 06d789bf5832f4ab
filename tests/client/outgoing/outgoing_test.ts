import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { failureOf, type OutgoingChange } from "../../../client/outgoing/outgoing_item.ts";
import { MAX_BURST } from "../../../client/outgoing/room_sender.ts";
import { bannedError } from "../../../protocol/errors.ts";
import type { Message } from "../../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { settle } from "../support/fake_socket.ts";
import { message, outgoingTab } from "../support/outgoing_tab.ts";

Deno.test("messages wait for a connection and then go out in order, in a frame of their own", () => {
  const { say, connect, underWay, items, frames } = outgoingTab();
  say("one", "two");
  assertEquals([underWay(), items()], [[], ["one queued", "two queued"]]);
  connect();
  assertEquals([underWay(), items()], [["one", "two"], ["one sent", "two sent"]]);
  assertEquals(frames(), 1);
});

Deno.test("each kind of change is the request that makes it, under the id it was given", () => {
  const { outgoing, asked, connect } = outgoingTab();
  connect();
  const changes: OutgoingChange[] = [
    { kind: "post", content: { text: "hello", replyTo: 4 } },
    { kind: "edit", seq: 5, content: { text: "better" }, base: 6 },
    { kind: "delete", seq: 7 },
  ];
  changes.forEach((change, index) => outgoing.add(`room-${index}`, change));
  assertEquals(asked.map(({ type, fields }) => [type, fields]), [
    ["message.send", { room: "room-0", id: "tab-2", text: "hello", replyTo: 4 }],
    ["message.edit", { room: "room-1", seq: 5, base: 6, text: "better" }],
    ["message.delete", { room: "room-2", seq: 7 }],
  ]);
});

Deno.test("from a tab that nothing is taken from any more nothing waits, nor what is written or tried later", () => {
  const { outgoing, say, connect, underWay, items } = outgoingTab();
  connect();
  say("on its way");
  outgoing.refuseAll(bannedError({ reason: "", until: null }));
  say("later");
  assertEquals(items(), ["on its way refused", "later refused"]);
  const before = underWay();
  outgoing.retry(outgoing.items.peek()[1]!);
  assertEquals([items(), underWay()], [["on its way refused", "later refused"], before]);
});

Deno.test("nothing more goes before all of a burst is answered, so that nothing overtakes it", async () => {
  const { say, connect, asked, underWay } = outgoingTab();
  connect();
  say("first");
  say(...Array.from({ length: 20 }, (_, index) => `m${index}`));
  assertEquals(underWay(), ["first"]);
  await asked[0]!.done(1);
  assertEquals([underWay().length, underWay()[0]], [MAX_BURST, "m0"]);
  await asked[0]!.done(2);
  assertEquals(underWay().length, MAX_BURST - 1);
  for (const one of [...asked]) await one.done(3);
  assertEquals(underWay(), ["m16", "m17", "m18", "m19"]);
});

Deno.test("a burst is no longer than a frame", async () => {
  const { say, connect, asked, underWay } = outgoingTab();
  say(...Array.from({ length: 8 }, () => "x".repeat(10_000)), "y".repeat(100_000), "z");
  connect();
  assertEquals(underWay().length, 6);
  for (const one of [...asked]) await one.done(1);
  assertEquals(underWay().length, 2);
  for (const one of [...asked]) await one.done(1);
  // Too long even alone: that is for the socket to say.
  assertEquals(underWay().map((text) => String(text)[0]), ["y"]);
});

Deno.test("what the server puts off goes first and alone, and then several go at once again", async () => {
  const { say, connect, clock, asked, underWay } = outgoingTab();
  say("a", "b", "c", "d");
  connect();
  const [a, b, c, d] = [...asked];
  await a!.done(1);
  await b!.refuse("rate_limited", { retryAfterMs: 1_900 });
  await c!.refuse("rate_limited", { retryAfterMs: 2_000 });
  await d!.refuse("rate_limited");
  clock.advance(1_999);
  assertEquals(underWay(), []);
  clock.advance(1);
  assertEquals(underWay(), ["b"]);
  await asked[0]!.done(2);
  assertEquals(underWay(), ["c", "d"]);
});

Deno.test("several go at once again also when the event that shows a message comes before its answer counts", async () => {
  const { outgoing, say, connect, clock, asked, underWay, logs } = outgoingTab();
  const log = { messages: [] as Message[], version: 0 };
  logs.set("general", log);
  connect();
  const [id] = say("a");
  say("b", "c");
  await asked[0]!.refuse("storage_unavailable");
  clock.advance(60_000);
  // One frame of the server: the reply, and the event behind it.
  const answered = asked[0]!.done(1);
  log.messages.push(message({ id, seq: 1 }));
  log.version = 1;
  outgoing.settle("general");
  await answered;
  assertEquals(underWay(), ["b", "c"]);
});

Deno.test("without a time to wait the wait grows with each failure", async () => {
  const { say, connect, clock, asked } = outgoingTab();
  connect();
  say("a");
  for (const wait of [250, 500, 1_000]) {
    await asked[0]!.refuse("storage_unavailable");
    clock.advance(wait - 1);
    assertEquals(asked.length, 0);
    clock.advance(1);
    assertEquals(asked.length, 1);
  }
});

Deno.test("a refusal says why, and the others go on", async () => {
  const { outgoing, say, connect, asked, items, told } = outgoingTab();
  connect();
  say("a");
  say("b", "c");
  await asked[0]!.refuse("text_too_long");
  assertEquals(items(), ["a refused", "b sent", "c sent"]);
  assertEquals(failureOf(outgoing.items.value[0]!), "This message is too long.");
  assertEquals(told, ["a refused: text_too_long"]);
});

Deno.test("what was refused is sent again behind the others, under its id", async () => {
  const { outgoing, say, connect, disconnect, asked, items, underWay } = outgoingTab();
  connect();
  const [a] = say("a");
  await asked[0]!.refuse("text_too_long");
  await disconnect();
  say("b");
  outgoing.retry(outgoing.items.value[0]!);
  assertEquals(items(), ["b queued", "a queued"]);
  connect();
  assertEquals(underWay(), ["b", "a"]);
  assertEquals(asked[1]!.fields.id, a);
});

Deno.test("what was under way when the connection was lost is sent again, in order, once", async () => {
  const { say, connect, disconnect, asked, underWay, told } = outgoingTab();
  connect();
  say("a");
  say("b", "c");
  await asked[0]!.done(1);
  const late = asked[0]!;
  await disconnect();
  assertEquals(underWay(), []);
  connect();
  assertEquals(underWay(), ["b", "c"]);
  await late.refuse("text_too_long");
  assertEquals([underWay(), told], [["b", "c"], ["a acknowledged at 1"]]);
});

Deno.test("rooms do not wait for each other, and share the rate", async () => {
  const { outgoing, say, connect, asked, clock, underWay } = outgoingTab();
  connect({ limits: { ...DEFAULT_LIMITS, messageBurst: 3, messagesPerSecond: 10 } });
  say("a");
  outgoing.add("news", { kind: "post", content: { text: "b" } });
  say("c", "d");
  assertEquals(underWay(), ["a", "b"]);
  await asked[0]!.done(1);
  assertEquals(underWay(), ["b", "c"]);
  await asked[1]!.done(2);
  clock.advance(200);
  assertEquals(underWay(), ["b", "d"]);
});

Deno.test("however answers, failures and losses fall, each message is sent in order until it is answered for good", async () => {
  const event = fc.constantFrom("done", "later", "refuse", "lose", "add", "add", "pass");
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
      const { clock, asked, told, say, connect, disconnect, items } = outgoingTab();
      /** What the server has, in order. */
      const log: string[] = [];
      let added = 0;
      /** The server takes up a frame: in order, and behind what it puts off it puts off the rest. */
      const answer = async (how: string) => {
        const [first, ...rest] = [...asked];
        if (how === "done" && first) {
          log.push(String(first.fields.text));
          await first.done(log.length);
        } else if (how === "later") {
          for (const one of [...asked]) await one.refuse("internal");
        } else if (how === "refuse") await first?.refuse("not_yours");
        return rest;
      };
      connect();
      for (const event of events) {
        if (event === "add") say(`m${added++}`);
        else if (event === "pass") clock.advance(20_000);
        else if (event === "lose") {
          await disconnect();
          connect();
        } else await answer(event);
        await settle();
        const underWay = asked.map(({ fields }) => fields.id);
        assertEquals(new Set(underWay).size, underWay.length);
      }
      while (items().some((item) => !item.endsWith("refused"))) {
        while (asked.length > 0) await answer("done");
        clock.advance(20_000);
        await settle();
      }
      const done = told.map((line) => line.split(" ")[0]);
      const all = Array.from({ length: added }, (_, index) => `m${index}`);
      assertEquals(done.toSorted(), all.toSorted());
      assertEquals(log, all.filter((text) => log.includes(text)));
    }),
    { numRuns: 50 },
  );
});
