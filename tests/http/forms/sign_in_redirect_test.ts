import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { localPath } from "../../../http/forms/sign_in_redirect.ts";

Deno.test("a destination is a path of this site or nothing, whatever was asked for", () => {
  assertEquals(localPath("/rooms/ops?x=1#y"), "/rooms/ops?x=1");
  for (
    const wish of [
      "",
      "rooms",
      "//evil.example",
      "/\\evil.example",
      "/.//evil.example",
      "/a/..//evil.example",
      "https://x.example",
      null,
    ]
  ) {
    assertEquals(localPath(wish), null, String(wish));
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (rest) => {
    const path = localPath(`/${rest}`);
    if (path !== null) assertEquals(new URL(path, "https://chat.example").host, "chat.example");
  }));
});
