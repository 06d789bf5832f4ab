import { assertEquals } from "@std/assert";
import { personPath, roomOfPath, roomPath, signInPath } from "../../protocol/paths.ts";

Deno.test("a room is found again in its own path, and in no other", () => {
  assertEquals(roomOfPath(roomPath("general-2")), "general-2");
  assertEquals(roomOfPath("/rooms/ops/"), "ops");
  for (const path of ["/", "/rooms", "/rooms/", "/rooms/Ops", "/rooms/a/b", "/xrooms/a"]) {
    assertEquals(roomOfPath(path), null, path);
  }
});

Deno.test("what stands in a path is encoded as far as it could be read as more of it", () => {
  assertEquals(signInPath("/login", "/rooms/a?b=c&d"), "/login?to=%2Frooms%2Fa%3Fb%3Dc%26d");
  assertEquals(signInPath("/", undefined), "/");
  assertEquals(personPath("a/b?c"), "/admin/people/a%2Fb%3Fc");
});
