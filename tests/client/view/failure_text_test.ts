import { assertEquals } from "@std/assert";
import { failureText } from "../../../client/view/failure_text.ts";
import { ERROR_CODES, type ErrorCode, wireError } from "../../../protocol/errors.ts";

Deno.test("every error is one or more whole sentences, and none shows its code", () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const text = failureText(wireError(code, "What happened, and the limit"));
    assertEquals([code, /^[A-Z].*[^.]\.$/.test(text)], [code, true], text);
    assertEquals(text.includes("_"), false);
  }
});

Deno.test("a refusal of a right is told as the server told it: it says what it would take", () => {
  const error = wireError("forbidden", "You need an account for that: keep your name first");
  assertEquals(failureText(error), "You need an account for that: keep your name first.");
});
