import { assertEquals } from "@std/assert";
import { actionsOn, manages, whyReadOnly } from "../../../client/rooms/permissions.ts";
import type { Account, Role } from "../../../protocol/entities.ts";

const me = (role: Role): Account => ({ id: "u-me", name: "Me", role });
const other = { id: "u-other", name: "Other" };
const members = [{ user: me("member"), manager: true }, { user: other, manager: false }];

Deno.test("public rooms are managed by their managers, admins and the owner; private ones by their managers", () => {
  const who = (kind: "public" | "private" | "direct", known: typeof members | null) =>
    (["owner", "admin", "member", "guest"] as const)
      .filter((role) => manages(me(role), { kind }, known));
  assertEquals(who("public", null), ["owner", "admin"]);
  assertEquals(who("private", null), []);
  assertEquals(who("private", members), ["owner", "admin", "member", "guest"]);
  assertEquals(who("private", [{ user: me("member"), manager: false }]), []);
  assertEquals(who("direct", members), []);
});

Deno.test("an archived room is read-only for managers too, one for managers only for others", () => {
  const room = { archived: false, posting: "everyone" as const };
  assertEquals(whyReadOnly(room, false), null);
  assertEquals(whyReadOnly({ ...room, posting: "managers" }, false), "managers");
  assertEquals(whyReadOnly({ ...room, posting: "managers" }, true), null);
  assertEquals(whyReadOnly({ ...room, archived: true }, true), "archived");
});

Deno.test("one edits one's own messages, deletes them also where one may not write, and admins delete any", () => {
  const own = { user: me("member") };
  const theirs = { user: other };
  assertEquals(actionsOn(own, me("guest"), null), { edit: true, delete: true });
  assertEquals(actionsOn(own, me("member"), "managers"), { edit: false, delete: true });
  assertEquals(actionsOn(own, me("owner"), "archived"), { edit: false, delete: false });
  assertEquals(actionsOn(theirs, me("member"), null), { edit: false, delete: false });
  assertEquals(actionsOn(theirs, me("admin"), null), { edit: false, delete: true });
  assertEquals(actionsOn({ ...own, deletedAt: 1 }, me("owner"), null), {
    edit: false,
    delete: false,
  });
});
