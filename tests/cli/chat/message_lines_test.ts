import { assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { clip, messageLines, pendingLine } from "../../../cli/chat/message_lines.ts";
import { makeStyle } from "../../../cli/style.ts";
import type { Message } from "../../../protocol/entities.ts";
import { nameTag } from "../../../protocol/namesakes.ts";
import { post, refused } from "../../client/support/outgoing_items.ts";

const AT = new Date(2026, 10, 17, 14, 5).getTime();
const look = { columns: 30, style: makeStyle(false), namesakes: new Set<string>() };

function message(text: string, name = "Ada"): Message {
  return { seq: 1, version: 1, id: "m", user: { id: "u", name }, text, at: AT };
}

Deno.test("a long message is broken between words and stands below itself", () => {
  assertEquals(
    messageLines(message("the quick brown fox jumps over\n  indented line that is long"), look),
    [
      "14:05 Ada  the quick brown fox",
      "           jumps over",
      "             indented line",
      "             that is long",
    ],
  );
});

Deno.test("a name that is long has its text below it", () => {
  assertEquals(messageLines(message("hello there", "Augusta Ada King-Noel"), look), [
    "14:05 Augusta Ada King-Noel",
    "      hello there",
  ]);
});

Deno.test("who shares a name is told from the others by a number behind it", () => {
  const both = new Set(["u", "u_other"]);
  const lines = messageLines(message("hi"), { ...look, columns: 60, namesakes: both });
  assertEquals(lines, [`14:05 Ada ${nameTag({ id: "u" }, both)}  hi`]);
});

Deno.test("an address is never broken by us", () => {
  const url = "https://example.org/a/very/long/path/to/something";
  assertEquals(messageLines(message(`see ${url} now`), look).map((line) => line.trim()), [
    "14:05 Ada  see",
    url,
    "now",
  ]);
});

Deno.test("an answer names what it answers, and an edit says that it is one", () => {
  const answer = { ...message("yes"), replyTo: 3, editedAt: AT };
  assertEquals(messageLines(answer, look, message("is it so?", "Bob")), [
    "      ↪ Bob: is it so?",
    "14:05 Ada  yes (edited)",
  ]);
  assertEquals(messageLines(answer, look, null)[0], "      ↪ an earlier message");
});

Deno.test("what waits takes one row, however long it is, and says why it failed", () => {
  const line = pendingLine(post("word ".repeat(50)), look);
  assertEquals(stringWidth(line) < look.columns && line.endsWith("(sending)"), true);
  const failed = pendingLine(post("short", { state: refused("too fast") }), {
    ...look,
    columns: 60,
  });
  assertEquals(failed, "  … short (not sent: too fast)");
});

Deno.test("a clipped text is never wider than asked for", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 1, max: 20 }),
      (text, columns) => {
        assertEquals(stringWidth(clip(text, columns)) <= columns, true);
      },
    ),
  );
});
