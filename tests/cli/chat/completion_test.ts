import { assertEquals } from "@std/assert";
import { complete } from "../../../cli/chat/completion.ts";

const known = {
  commands: ["/join", "/rooms", "/retry", "/help"],
  rooms: ["general", "design", "design-ops"],
  roomCommands: ["/join"],
  people: ["Ada Lovelace", "Adam", "Bob", "Grüße"],
};

const before = (text: string) => complete(text, known)?.before ?? null;
const candidates = (text: string) => complete(text, known)?.candidates ?? [];

Deno.test("a command, a room and a name are completed as far as they are clear", () => {
  assertEquals(before("/h"), "/help ");
  assertEquals(before("/r"), "/r");
  assertEquals(candidates("/r"), ["/rooms", "/retry"]);
  assertEquals(before("/join g"), "/join general ");
  assertEquals(before("/join d"), "/join design");
  assertEquals(candidates("/join d"), ["design", "design-ops"]);
  assertEquals(before("bo"), "Bob ");
  assertEquals(before("hello @bo"), "hello @Bob ");
  assertEquals(before("hello ada l"), "hello Ada Lovelace ");
  assertEquals(before("a"), "Ada");
  assertEquals(before("grü"), "Grüße ");
});

Deno.test("where there is nothing to complete nothing changes", () => {
  for (const text of ["", "hello ", "hello nobody", "/nothing", "/help g", "a\n"]) {
    assertEquals(complete(text, known), null, JSON.stringify(text));
  }
});
