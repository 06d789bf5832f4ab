import { assertEquals, assertStringIncludes } from "@std/assert";
import { errorText } from "../../../http/server/error_text.ts";

/** An error that tells whether its stack was read. */
function watchedError() {
  const seen = { isRead: false };
  const error = new TypeError("boom");
  Object.defineProperty(error, "stack", {
    get() {
      seen.isRead = true;
      return "TypeError: boom\n    at somewhere";
    },
  });
  return { error, seen };
}

Deno.test("the log has an error's stack, and of what is no error what it is", () => {
  assertStringIncludes(errorText(new Error("boom")), "error_text_test.ts");
  assertEquals([errorText("thrown"), errorText(null)], ["thrown", "null"]);
});

Deno.test("no stack is read while no file can be opened: Deno would panic", () => {
  const { error, seen } = watchedError();
  assertEquals([errorText(error, () => false), seen.isRead], ["TypeError: boom", false]);
  assertStringIncludes(errorText(error, () => true), "somewhere");
});
