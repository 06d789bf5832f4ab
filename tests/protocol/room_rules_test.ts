import { assertEquals } from "@std/assert";
import {
  actionsOn,
  type Guarded,
  isLastManager,
  mayRead,
  moderates,
  refuseManage,
  refusePost,
  whyReadOnly,
} from "../../protocol/room_rules.ts";
import type { Account, Role } from "../../protocol/entities.ts";

/** Every kind of person with every kind of room: may they read, post, change it, delete what others wrote? */

const people: Record<string, Account> = {
  manager: account("manager", "member"),
  member: account("member", "member"),
  outsider: account("outsider", "member"),
  guest: account("guest", "guest"),
  admin: account("admin", "admin"),
  owner: account("owner", "owner"),
};

function account(id: string, role: Role): Account {
  return { id, name: id, role };
}

function room(kind: Guarded["kind"], rest: Partial<Guarded> = {}): Guarded {
  const members: [string, boolean][] = kind === "public"
    ? [["manager", true]]
    : kind === "private"
    ? [["manager", true], ["member", false]]
    : [["manager", false], ["member", false]];
  return {
    id: "r",
    kind,
    archived: false,
    posting: "everyone",
    managerOf: new Map(members),
    ...rest,
  };
}

/** Who of the people an answer is yes for. */
function who(may: (account: Account) => boolean): string {
  return Object.keys(people).filter((name) => may(people[name]!)).join(" ");
}

const rooms: [string, Guarded, { read: string; post: string; manage: string }][] = [
  ["public", room("public"), {
    read: "manager member outsider guest admin owner",
    post: "manager member outsider guest admin owner",
    manage: "manager admin owner",
  }],
  ["public, only managers post", room("public", { posting: "managers" }), {
    read: "manager member outsider guest admin owner",
    post: "manager admin owner",
    manage: "manager admin owner",
  }],
  ["public, archived", room("public", { archived: true }), {
    read: "manager member outsider guest admin owner",
    post: "",
    manage: "manager admin owner",
  }],
  ["private", room("private"), {
    read: "manager member",
    post: "manager member",
    manage: "manager",
  }],
  ["private, only managers post", room("private", { posting: "managers" }), {
    read: "manager member",
    post: "manager",
    manage: "manager",
  }],
  ["private, archived", room("private", { archived: true }), {
    read: "manager member",
    post: "",
    manage: "manager",
  }],
  ["direct", room("direct"), { read: "manager member", post: "manager member", manage: "" }],
];

for (const [name, guarded, expected] of rooms) {
  Deno.test(`who may do what in a room that is ${name}`, () => {
    const may = (account: Account) => mayRead(account, guarded);
    assertEquals({
      read: who(may),
      post: who((account) => may(account) && refusePost(account, guarded) === null),
      manage: who((account) => may(account) && refuseManage(account, guarded) === null),
    }, expected);
  });
}

Deno.test("admins and the owner delete what others wrote", () => {
  assertEquals(who(moderates), "admin owner");
});

Deno.test("an archived room is read-only for managers too, one for managers only for others", () => {
  const room = { archived: false, posting: "everyone" as const };
  assertEquals(whyReadOnly(room, false), null);
  assertEquals(whyReadOnly({ ...room, posting: "managers" }, false), "managers");
  assertEquals(whyReadOnly({ ...room, posting: "managers" }, true), null);
  assertEquals(whyReadOnly({ ...room, archived: true }, true), "archived");
});

Deno.test("one edits one's own messages, deletes them also where one may not write, and admins delete any", () => {
  const me = (role: Role) => account("me", role);
  const own = { user: me("member") };
  const theirs = { user: account("other", "member") };
  const nothing = { edit: false, delete: false };
  assertEquals(actionsOn(own, me("guest"), null), { edit: true, delete: true });
  assertEquals(actionsOn(own, me("member"), "managers"), { edit: false, delete: true });
  assertEquals(actionsOn(own, me("owner"), "archived"), nothing);
  assertEquals(actionsOn(theirs, me("member"), null), nothing);
  assertEquals(actionsOn(theirs, me("admin"), null), { edit: false, delete: true });
  assertEquals(actionsOn({ ...own, deletedAt: 1 }, me("owner"), null), nothing);
});

Deno.test("the last manager is needed only where others depend on one", () => {
  const last = (kind: Guarded["kind"], members: [string, boolean][]) =>
    isLastManager("a", room(kind, { managerOf: new Map(members) }));
  assertEquals(last("private", [["a", true], ["b", false]]), true);
  assertEquals(last("private", [["a", true], ["b", true]]), false);
  assertEquals(last("private", [["a", false], ["b", true]]), false);
  assertEquals(last("private", [["a", true]]), false);
  assertEquals(last("public", [["a", true], ["b", false]]), false);
  assertEquals(last("private", [["b", true], ["c", false]]), false);
});
