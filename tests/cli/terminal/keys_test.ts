import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Key, KeyDecoder } from "../../../cli/terminal/keys.ts";

function decode(...chunks: string[]): Key[] {
  const decoder = new KeyDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

/** Text that came in several chunks is the same as text that came in one. */
function joined(keys: Key[]): Key[] {
  const result: Key[] = [];
  for (const key of keys) {
    const last = result.at(-1);
    if (key.kind === "text" && last?.kind === "text") {
      result[result.length - 1] = { kind: "text", text: last.text + key.text };
    } else result.push(key);
  }
  return result;
}

const names = (input: string) =>
  decode(input).map((key) =>
    key.kind === "press" ? key.name : "text" in key ? key.text : key.column
  );

Deno.test("keys are known in the forms that terminals send them in", () => {
  const forms: Record<string, string[]> = {
    "left": ["\x1b[D", "\x1bOD", "\x02"],
    "word-left": ["\x1b[1;5D", "\x1b[1;3D", "\x1bb"],
    "home": ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~", "\x01"],
    "delete": ["\x1b[3~"],
    "page-up": ["\x1b[5~"],
    "newline": ["\x1b\r", "\n", "\x1b[27;2;13~", "\x1b[13;2u", "\x1b[13;3u"],
    "enter": ["\r", "\x1b[13u"],
    "backspace": ["\x7f", "\b"],
    "delete-word": ["\x17", "\x1b\x7f"],
    "tab": ["\t"],
    "interrupt": ["\x03"],
    "end-of-input": ["\x04"],
  };
  for (const [name, inputs] of Object.entries(forms)) {
    for (const input of inputs) assertEquals(names(input), [name], JSON.stringify(input));
  }
});

Deno.test("text and keys come in the order in which they were typed", () => {
  assertEquals(names("ab\x1b[Dc\r"), ["ab", "left", "c", "enter"]);
});

Deno.test("what is pasted is one text, whatever is in it", () => {
  assertEquals(decode("\x1b[200~one\rtwo\t\x1b[A\x03\x1b[201~x"), [
    { kind: "paste", text: "one\rtwo\t\x1b[A\x03" },
    { kind: "text", text: "x" },
  ]);
});

Deno.test("keys are the same however the bytes are cut", () => {
  const part = fc.constantFrom(
    "a",
    "👍",
    "\x1b[D",
    "\x1b[1;5C",
    "\x1bOH",
    "\x1b\r",
    "\r",
    "\x1b[200~p\rq\x1b[201~",
    "\x7f",
  );
  fc.assert(
    fc.property(
      fc.array(part),
      fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
      (parts, sizes) => {
        const input = parts.join("");
        const chunks: string[] = [];
        for (let at = 0; at < input.length;) {
          const size = sizes.next().value;
          chunks.push(input.slice(at, at + size));
          at += size;
        }
        assertEquals(joined(decode(...chunks)), joined(decode(input)));
      },
    ),
  );
});

Deno.test("where the cursor is comes as an answer of its own among what is typed", () => {
  assertEquals(names("a\x1b[12;34Rb"), ["a", 33, "b"]);
});

Deno.test("an escape that nothing follows is the escape key, and keys nobody knows are passed over", () => {
  const decoder = new KeyDecoder();
  assertEquals(decoder.push("\x1b"), []);
  assertEquals(decoder.isUnfinished, true);
  assertEquals(decoder.flush(), [{ kind: "press", name: "escape" }]);
  assertEquals(names("\x1b[99;9~\x1b[I\x1bOPa"), ["a"]);
});
