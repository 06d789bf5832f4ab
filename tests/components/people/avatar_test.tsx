import { assertEquals } from "@std/assert";
import { renderToString } from "preact-render-to-string";
import { Avatar } from "../../../components/people/Avatar.tsx";
import type { Role } from "../../../protocol/entities.ts";

Deno.test("only a guest's face is an outline", () => {
  const isOutline = (role?: Role) =>
    renderToString(<Avatar user={{ name: "Ada", role }} />).includes("data-guest");
  const roles = ["guest", undefined, "member", "admin", "owner"] as const;
  assertEquals(roles.map(isOutline), [true, false, false, false, false]);
});
