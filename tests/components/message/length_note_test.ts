import { assertEquals } from "@std/assert";
import { lengthState } from "../../../components/message/LengthNote.tsx";

const told = (text: string) => lengthState(text, 10_240);

Deno.test("the length is told in the last 500 bytes and not before", () => {
  assertEquals(told("a".repeat(9_740)), null);
  const text = "About 499 characters left";
  assertEquals(told("a".repeat(9_741)), { tooLong: false, text });
  assertEquals(told("a".repeat(10_239))?.text, "About 1 character left");
});

Deno.test("a text of exactly the limit may be sent, one byte more may not", () => {
  assertEquals(told("a".repeat(10_240)), { tooLong: false, text: "No character left" });
  const text = "About 1 character too long. Shorten it, or send it in two parts.";
  assertEquals(told("a".repeat(10_241)), { tooLong: true, text });
});

Deno.test("bytes are counted, and told in characters of the size that the text has", () => {
  assertEquals(told("é".repeat(5_121))?.tooLong, true);
  assertEquals(told("🦕".repeat(2_560))?.text, "No character left");
  assertEquals(told("é".repeat(5_020))?.text, "About 100 characters left");
  assertEquals(told("🦕".repeat(2_570))?.text.split(".")[0], "About 10 characters too long");
});
