import { assertEquals, assertMatch } from "@std/assert";
import { messageRecord } from "../../../cli/stream/message_record.ts";
import { makeStyle } from "../../../cli/style.ts";
import type { Message } from "../../../protocol/entities.ts";
import { DANGEROUS, HOSTILE_TEXTS } from "../support/hostile_texts.ts";

const AT = new Date(2026, 10, 17, 14, 5, 9).getTime();
const plain = makeStyle(false);
const message: Message = {
  seq: 1,
  version: 1,
  id: "m",
  user: { id: "u", name: "Ada" },
  text: "one\ntwo",
  at: AT,
};

Deno.test("a message is its time, its author and its text, further lines indented", () => {
  assertEquals(messageRecord(message, plain), "2026-11-17 14:05:09 Ada: one\n    two\n");
});

Deno.test("an edit and a deletion say of which message they are", () => {
  const later = AT + 60_000;
  assertMatch(
    messageRecord({ ...message, editedAt: later }, plain),
    /^\S+ 14:06:09 Ada changed the message of \S+ 14:05:09: one\n/,
  );
  assertMatch(
    messageRecord({ ...message, text: "", deletedAt: later }, plain),
    /^\S+ 14:06:09 Ada deleted the message of \S+ 14:05:09\n$/,
  );
});

Deno.test("neither a hostile text nor a hostile name reaches whoever reads", () => {
  for (const text of HOSTILE_TEXTS) {
    const record = messageRecord({ ...message, text, user: { id: "u", name: text } }, plain);
    assertEquals(DANGEROUS.test(record), false, JSON.stringify(text));
  }
});
