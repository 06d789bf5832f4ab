import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { parseName } from "../../protocol/name.ts";
import { nameKey } from "../../protocol/name_key.ts";

/** Names that people take for one another. */
const TWINS = [
  ["Ada", "ADA", "ada", "A d a", "Ａｄａ", "𝐀𝐝𝐚", "Аda", "Adа", "ᎪᎠᎪ", "ꓮda", "ɑda", "Ad\u200da"],
  ["Nora", "NORA", "Νora", "Ｎｏｒａ", "nоrа"],
  ["Ida", "ida", "lda", "1da", "|da", "Ιda", "İda", "ıda"],
  ["David", "DAVID", "ԁаѵіԁ", "Dаvid"],
  ["Van", "νan", "ѵаn"],
  ["Owen", "0wen", "ОWEN", "оwen"],
  ["Maria", "rnaria", "Маria"],
  ["Straße", "STRASSE", "strasse"],
  ["Вера", "вера", "ВЕРА", "Bepa"],
  ["Боб", "боб", "БОБ"],
  ["Наташа", "НАТАША", "наташа"],
  ["Νίκος", "ΝΊΚΟΣ", "νίκος"],
  ["Zoë", "Zoe\u0308", "ZOË", "zоё"],
  ["Ada ❤", "Ada ❤\ufe0f"],
];

Deno.test("names that people take for one another have one key", () => {
  for (const names of TWINS) {
    const keys = names.map((name) => nameKey(name));
    assertEquals(new Set(keys).size, 1, names.map((name, i) => `${name} → ${keys[i]}`).join(", "));
  }
});

Deno.test("names that nobody takes for one another have two keys", () => {
  const names = [
    ...TWINS.map(([name]) => name!),
    "Zoe",
    "Ann",
    "Anna",
    "Ada 2",
    "Eva",
    "李",
    "李小龍",
  ];
  const keys = names.map(nameKey);
  assertEquals(new Set(keys).size, names.length, keys.join(", "));
});

Deno.test("names of objects' inside are keys like others", () => {
  for (const name of ["__proto__", "constructor", "hasOwnProperty"]) {
    assert(nameKey(name).length > 5, nameKey(name));
  }
  assertNotEquals(nameKey("__proto__"), nameKey("proto"));
});

Deno.test("every name has a key, the same for its normal forms and however it is spaced", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 32 }), (raw) => {
    const parsed = parseName(raw);
    if (!parsed.ok) return;
    const { name } = parsed;
    const key = nameKey(name);
    assert(key !== "", name);
    assertEquals(nameKey(name.normalize("NFD").normalize("NFC")), key);
    assertEquals(nameKey(name.replaceAll(" ", "\u00a0")), key);
  }));
});
