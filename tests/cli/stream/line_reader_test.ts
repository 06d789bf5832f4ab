import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutText } from "../../../cli/stream/line_text.ts";
import { lineMessage } from "../../../cli/stream/line_text.ts";
import { LineReader } from "../../../cli/stream/line_reader.ts";
import { utf8Bytes } from "../../../protocol/bytes.ts";

async function* stream(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    yield await Promise.resolve(
      typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk,
    );
  }
}

async function lines(reader: LineReader, mostBytes?: number): Promise<string[]> {
  const found: string[] = [];
  for (
    let line = await reader.next(mostBytes);
    line !== null;
    line = await reader.next(mostBytes)
  ) {
    found.push(line);
  }
  return found;
}

Deno.test("lines are the same however the bytes are cut", async () => {
  const bytes = new TextEncoder().encode("one\r\n\nGrüße 👋\nlast");
  for (let at = 0; at <= bytes.length; at++) {
    const reader = new LineReader(stream(bytes.slice(0, at), bytes.slice(at)));
    assertEquals(await lines(reader), ["one", "", "Grüße 👋", "last"]);
  }
  assertEquals(await lines(new LineReader(stream("a\n"))), ["a"]);
  assertEquals(await lines(new LineReader(stream())), []);
});

Deno.test("a line that is too long comes in pieces that fit, and nothing of it is lost", async () => {
  const long = "word ".repeat(100) + "é".repeat(300);
  const pieces = await lines(new LineReader(stream(`short\n${long}\nend`)), 128);
  assertEquals(pieces.every((piece) => utf8Bytes(piece) <= 128), true);
  assertEquals(pieces[0], "short");
  assertEquals(pieces.slice(1, -1).join(""), long);
  assertEquals(pieces.at(-1), "end");
});

Deno.test("an endless line is read no further than its next piece", async () => {
  let read = 0;
  async function* endless() {
    for (;;) {
      read++;
      yield await Promise.resolve(new TextEncoder().encode("x".repeat(1_000)));
    }
  }
  const reader = new LineReader(endless());
  for (let count = 0; count < 10; count++) assertEquals((await reader.next(1_000))!.length, 1_000);
  assertEquals(read <= 12, true);
});

Deno.test("what is not UTF-8 does not stop the reading", async () => {
  assertEquals(await lines(new LineReader(stream(new Uint8Array([0x61, 0xff, 0x0a, 0x62])))), [
    "a\ufffd",
    "b",
  ]);
});

Deno.test("a text is cut within its limit, never inside a character, and always goes on", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
    let rest = text;
    while (rest !== "") {
      const piece = cutText(rest, 64);
      assertEquals(piece !== "" && utf8Bytes(piece) <= 64, true);
      assertEquals(piece.isWellFormed(), rest.isWellFormed());
      rest = rest.slice(piece.length);
    }
  }));
  assertEquals(cutText("a".repeat(60) + "👩‍👩‍👧", 64), "a".repeat(60));
});

Deno.test("colours and control characters of a program's output are left out, and blank lines say nothing", () => {
  assertEquals(
    lineMessage("\x1b[1;31merror\x1b[0m: \x07no\x1b]8;;http://x\x07link\x1b]8;;\x07  "),
    "error: nolink",
  );
  assertEquals(lineMessage("  indented\ttext"), "  indented\ttext");
  assertEquals(lineMessage(" \t "), null);
  assertEquals(lineMessage("\x1b[0m"), null);
});
