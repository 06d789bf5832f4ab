import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Message, User } from "../../protocol/entities.ts";
import { packPage, unpackPage } from "../../protocol/packed_page.ts";

const users = fc.constantFrom("Ann", "Bob", "💬").map((name): User =>
  name === "Bob" ? { id: "u_bob", name, role: "guest" } : { id: `u_${name}`, name }
);

const messages: fc.Arbitrary<Message> = fc.record({
  seq: fc.nat(),
  version: fc.nat(),
  id: fc.string(),
  user: users,
  text: fc.string({ unit: "grapheme" }),
  at: fc.nat(),
  editedAt: fc.nat(),
  deletedAt: fc.nat(),
  replyTo: fc.nat(),
}, { requiredKeys: ["seq", "version", "id", "user", "text", "at"] });

Deno.test("a page that was packed is the same page again", () => {
  const pages = fc.record({
    epoch: fc.string(),
    version: fc.nat(),
    more: fc.boolean(),
    messages: fc.array(messages),
    newer: fc.constant<true>(true),
  }, { requiredKeys: ["epoch", "version", "more", "messages"] });
  fc.assert(fc.property(pages, (page) => assertEquals(unpackPage(packPage(page)), page)));
});

Deno.test("a packed page is half as long as its JSON", () => {
  const page = {
    epoch: "d1JQ0oVd",
    version: 50,
    more: true,
    messages: Array.from({ length: 50 }, (_, index): Message => ({
      seq: index + 1,
      version: index + 1,
      id: crypto.randomUUID(),
      user: { id: "u_lMHNQwBiVV0DBEUJGdOsQw", name: "Writer" },
      text: `message ${index} with a few words in it`,
      at: 1_795_250_462_854,
    })),
  };
  assert(packPage(page).length < 0.55 * JSON.stringify(page).length);
});
