import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cutAddress } from "../../../components/message/cut_address.ts";

const shown = (address: string) => {
  const cut = cutAddress(address);
  return cut && `${cut.start}…${cut.end}`;
};

Deno.test("a long address shows its host, its first folder and its end", () => {
  assertEquals(
    shown("https://wiki.example/harbour/calls/2026/november/minutes-of-the-weekly-call"),
    "wiki.example/harbour/…/minutes-of-the-weekly-call",
  );
  assertEquals(
    shown(`https://example.com/search?q=${"x".repeat(60)}&page=3`),
    `example.com/…${"x".repeat(13)}&page=3`,
  );
  assertEquals(shown("https://example.com/a/short/address"), null);
});

Deno.test("an address is not cut where its host would not be seen whole", () => {
  assertEquals(shown(`https://${"login.".repeat(10)}example.com/${"x".repeat(40)}`), null);
});

Deno.test("the pieces of an address are the address, and none ends within a character", () => {
  const address = fc.tuple(
    fc.constantFrom("https://", "http://", "HTTPS://", "", "www."),
    fc.string({ unit: fc.constantFrom("a", "/", "?", "😀", "é", ".", "-"), maxLength: 120 }),
  ).map((parts) => parts.join(""));
  fc.assert(fc.property(address, (address) => {
    const cut = cutAddress(address);
    if (!cut) return;
    const pieces = [cut.scheme, cut.start, cut.middle, cut.end];
    assertEquals(pieces.join(""), address);
    for (const piece of pieces) assert(piece.isWellFormed(), JSON.stringify(pieces));
  }));
});
