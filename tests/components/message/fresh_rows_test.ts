import { assertEquals } from "@std/assert";
import { freshRows } from "../../../components/message/fresh_rows.ts";

const by = (key: string, author: string) => ({
  kind: "message",
  key,
  message: { user: { id: author } },
});
const divider = { kind: "new", key: "new" };
type Row = { kind: string; key: string; message?: { user: { id: string } } };
const bracket = (rows: Row[]) => [...freshRows(rows, ({ user }) => user.id === "me")];

Deno.test("the bracket holds what stands below the divider, up to the reader's own next message", () => {
  const read = by("a", "ada");
  const news = [by("b", "ada"), { kind: "notice", key: "n" }, by("c", "bob")];
  const held = [["b", "yes"], ["n", "yes"], ["c", "last"]];
  assertEquals(bracket([read, divider, ...news]), held);
  assertEquals(bracket([read, divider, ...news, by("d", "me"), by("e", "ada")]), held);
  assertEquals(bracket([read, divider, ...news, { kind: "pending", key: "p" }]), held);
});

Deno.test("with nothing new there is no bracket", () => {
  assertEquals(bracket([by("a", "ada")]), []);
  assertEquals(bracket([divider, by("b", "me")]), []);
});
