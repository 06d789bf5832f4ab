import { assertEquals } from "@std/assert";
import { errorResponse, formError } from "../../../http/forms/error_response.ts";
import { wireError } from "../../../protocol/errors.ts";

Deno.test("a refusal has a status, and says when to come back if that helps", () => {
  const { status, headers } = errorResponse({
    ...wireError("rate_limited", "x"),
    retryAfterMs: 1_200,
  });
  assertEquals([status, headers["Retry-After"]], [429, "2"]);
  assertEquals(errorResponse(wireError("forbidden", "x")).status, 403);
  assertEquals(errorResponse(wireError("link_gone", "x")).status, 410);
  const invalid = errorResponse(wireError("name_invalid", "x"));
  assertEquals([invalid.status, invalid.headers["Retry-After"]], [422, undefined]);
});

Deno.test("a fault is a sentence at the field that is to blame, or at the form", () => {
  const wrong = wireError("wrong_credentials", "The password is wrong");
  assertEquals(formError(wrong), { field: "password", message: "The password is wrong." });
  assertEquals(formError(wrong, { wrong_credentials: "current" }).field, "current");
  assertEquals(formError(wireError("banned", "You are banned.")), {
    field: null,
    message: "You are banned.",
  });
});
