import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { TokenBucket } from "../../../client/outgoing/token_bucket.ts";
import { ConnectionLost } from "../../../client/log/replies.ts";
import { MAX_IN_FLIGHT, type Outgoing, Sender } from "../../../client/outgoing/sender.ts";
import { type ErrorCode, ok, type Result, wireError } from "../../../protocol/errors.ts";
import { TestClock } from "../../support/test_clock.ts";
import { settle } from "../support/fake_socket.ts";

type Answer = Result<{ seq: number; version: number; at: number }>;

/** A sender, the messages under way with the means to answer them, and what became of them. */
function open() {
  const clock = new TestClock();
  const underWay: { id: string; answer(answer: Answer): void; lose(): void }[] = [];
  const told: string[] = [];
  const sender: Sender = new Sender({
    post: ({ id }: Outgoing) => {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const done = () => underWay.splice(underWay.indexOf(one), 1);
      const one = {
        id,
        answer: (answer: Answer) => (done(), resolve(answer)),
        lose: () => (done(), reject(new ConnectionLost("lost"))),
      };
      underWay.push(one);
      return promise;
    },
    acknowledged: ({ id }) => told.push(`${id} sent`),
    refused: ({ id }, error) => told.push(`${id} ${error.code}`),
    rejoin: () => told.push("rejoin"),
    tokenBucket: new TokenBucket(clock),
    clock,
    random: () => 0.5,
  });
  const add = (...ids: string[]) => ids.forEach((id) => sender.add({ id, text: id }));
  const ids = () => underWay.map((one) => one.id);
  return { sender, clock, underWay, told, add, ids };
}

const sent = ok({ seq: 1, version: 1, at: 1 });
const no = (code: ErrorCode, retryAfterMs?: number): Answer => ({
  ok: false,
  error: { ...wireError(code, code), retryAfterMs },
});

Deno.test("messages wait for the room and then go out in order", () => {
  const { sender, add, ids } = open();
  add("a", "b");
  assertEquals(ids(), []);
  sender.resume();
  add("c");
  assertEquals(ids(), ["a", "b", "c"]);
});

Deno.test("no more than so many are under way, and an answer lets the next one go", async () => {
  const { sender, underWay, add, ids } = open();
  sender.resume();
  add(...Array.from({ length: 20 }, (_, index) => `m${index}`));
  assertEquals(underWay.length, MAX_IN_FLIGHT);
  underWay[0]!.answer(sent);
  await settle();
  assertEquals([underWay.length, ids().at(-1)], [MAX_IN_FLIGHT, `m${MAX_IN_FLIGHT}`]);
});

Deno.test("what was under way when the connection was lost is sent again, in order, once", async () => {
  const { sender, underWay, told, add, ids } = open();
  sender.resume();
  add("a", "b", "c");
  const [first, ...lost] = underWay.slice();
  first!.answer(sent);
  await settle();
  sender.pause();
  lost.forEach((one) => one.lose());
  await settle();
  assertEquals(ids(), []);
  sender.resume();
  assertEquals(ids(), ["b", "c"]);
  assertEquals(told, ["a sent"]);
});

Deno.test("a late answer of a lost connection does not count", async () => {
  const { sender, underWay, told, add } = open();
  sender.resume();
  add("a");
  sender.pause();
  sender.resume();
  underWay[0]!.answer(no("text_too_long"));
  await settle();
  assertEquals([told, sender.isIdle], [[], false]);
});

Deno.test("a passing failure is tried again after the time that was asked for, alone and first", async () => {
  const { sender, clock, underWay, told, add, ids } = open();
  sender.resume();
  add("a", "b", "c");
  for (const one of underWay.slice()) one.answer(no("rate_limited", 2_000));
  await settle();
  clock.advance(1_999);
  assertEquals(ids(), []);
  clock.advance(1);
  assertEquals(ids(), ["a"]);
  underWay[0]!.answer(sent);
  await settle();
  assertEquals([ids(), told], [["b", "c"], ["a sent"]]);
});

Deno.test("without a time to wait the wait grows with each failure", async () => {
  const { sender, clock, underWay, add } = open();
  sender.resume();
  add("a");
  for (const wait of [250, 500, 1_000]) {
    underWay[0]!.answer(no("storage_unavailable"));
    await settle();
    clock.advance(wait - 1);
    assertEquals(underWay.length, 0);
    clock.advance(1);
    assertEquals(underWay.length, 1);
  }
});

Deno.test("a refusal is told, and the others go on", async () => {
  const { sender, underWay, told, add, ids } = open();
  sender.resume();
  add("a", "b");
  underWay[0]!.answer(no("text_too_long"));
  await settle();
  assertEquals([told, ids()], [["a text_too_long"], ["b"]]);
});

Deno.test("a room that the server does not know us in is joined again before going on", async () => {
  const { sender, underWay, told, add, ids } = open();
  sender.resume();
  add("a");
  underWay[0]!.answer(no("not_joined"));
  await settle();
  assertEquals([told, ids()], [["rejoin"], []]);
  sender.resume();
  assertEquals(ids(), ["a"]);
});

Deno.test("a forgotten message is not sent, and its place is free", () => {
  const { sender, add, ids } = open();
  add("a", "b");
  sender.forget("a");
  sender.resume();
  assertEquals(ids(), ["b"]);
});

Deno.test("however answers, failures and losses fall, each message is sent until it is answered for good", async () => {
  const event = fc.constantFrom("ack", "retry", "refuse", "lose", "add", "pass");
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), fc.nat(1_000), async (events, pick) => {
      const { sender, clock, underWay, told, add } = open();
      sender.resume();
      let added = 0;
      for (const event of events) {
        const one = underWay[pick % Math.max(1, underWay.length)];
        if (event === "add") add(`m${added++}`);
        else if (event === "pass") clock.advance(20_000);
        else if (event === "lose") {
          sender.pause();
          for (const lost of underWay.slice()) lost.lose();
          await settle();
          sender.resume();
        } else if (event === "ack") one?.answer(sent);
        else if (event === "retry") one?.answer(no("internal"));
        else one?.answer(no("not_yours"));
        await settle();
        assertEquals(new Set(underWay.map((one) => one.id)).size, underWay.length);
      }
      while (!sender.isIdle) {
        for (const one of underWay.slice()) one.answer(sent);
        await settle();
        clock.advance(20_000);
      }
      const done = told.map((line) => line.split(" ")[0]);
      assertEquals(done.toSorted(), Array.from({ length: added }, (_, at) => `m${at}`).toSorted());
    }),
    { numRuns: 50 },
  );
});
