import { assert, assertEquals } from "@std/assert";
import { fitsBytes, utf8Bytes } from "../../protocol/bytes.ts";
import { shouldReconnect } from "../../protocol/close_codes.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { parseName, parseTitle, slugify } from "../../protocol/name.ts";
import fc from "fast-check";

Deno.test("a name is trimmed, composed, and its white space made one", () => {
  assertEquals(parseName("  Ada \t Lovelace\n"), { ok: true, name: "Ada Lovelace" });
  assertEquals(parseName("Zoe\u0308"), { ok: true, name: "Zoë" });
});

Deno.test("a name has 1 to 32 characters, counted as people do", () => {
  assert(parseName("🦕".repeat(32)).ok);
  assertEquals(parseName("x".repeat(33)), {
    ok: false,
    message: "The name is 33 characters, the limit is 32",
  });
  assertEquals(parseName("  \u3000 "), { ok: false, message: "The name is empty" });
});

Deno.test("a name of or with characters that cannot be seen is refused", () => {
  for (
    const name of [
      "\u200b",
      "a\u202eb",
      "a\0b",
      "\u2066x",
      "\ue000",
      "\u0301",
      "\u3164",
      "A\u115fda",
      "\u2800",
      "A\u034fda",
    ]
  ) {
    assert(!parseName(name).ok, JSON.stringify(name));
  }
});

Deno.test("emoji joined to one and names of every script are names", () => {
  for (const name of ["👩‍💻", "محمد", "देवनागरी", "李小龍", "O’Neil", "Ünal-Şahin 2"]) {
    assert(parseName(name).ok, name);
  }
});

Deno.test("a title follows the same rules with 64 characters", () => {
  assert(parseTitle("x".repeat(64)).ok);
  assert(!parseTitle("x".repeat(65)).ok);
});

Deno.test("a room id made from a title is a room id or empty", () => {
  assertEquals(slugify("Design & Ops!"), "design-ops");
  assertEquals(slugify("Café Zoë"), "cafe-zoe");
  assertEquals(slugify("李"), "");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (title) => {
    const id = slugify(title);
    assert(id === "" || ROOM_ID.test(id), id);
  }));
});

Deno.test("the size of a text is that of its UTF-8 form, at every limit", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.nat(60), (text, limit) => {
    assertEquals(fitsBytes(text, limit), utf8Bytes(text) <= limit);
  }));
});

Deno.test("a client comes back after drains and accidents, and stays away when told to", () => {
  for (const code of [1001, 1005, 1006, 1009, 1011, 1013]) assert(shouldReconnect(code));
  for (const code of [1000, 1008, 4001, 4003, 4029]) assert(!shouldReconnect(code));
});
