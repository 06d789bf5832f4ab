import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isEmojiOnly, type Token, tokenize } from "../../../components/message/rich_text.ts";

/** Tokens as short text: links in <>, code in ``, blocks in {}; marks are left out. */
function show(tokens: Token[]): string {
  const frames = { text: ["", ""], link: ["<", ">"], code: ["`", "`"], block: ["{", "}"] };
  return tokens.map((token) => {
    if (token.kind === "mark") return "";
    const [open, close] = frames[token.kind];
    return open + token.text + close;
  }).join("");
}

/** Pieces out of which everything that means something can come about. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      ..."` `` ``` ```ts\n \n http:// https:// HTTP:// www. www.a.b a.example ( ) [ ] . , < > \" ' & : / ? #"
        .split(" "),
      " ",
      "\u202e",
      "\u200b",
      "\ud83d",
      "👩‍👩‍👧",
      "שלום",
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  ),
  { maxLength: 60 },
).map((parts) => parts.join(""));

Deno.test("no character of a message is lost or added", () => {
  fc.assert(fc.property(pieces, (source) => {
    assertEquals(tokenize(source).map((token) => token.text).join(""), source);
  }));
});

Deno.test("no token is empty, and plain text is never split", () => {
  fc.assert(fc.property(pieces, (source) => {
    const tokens = tokenize(source);
    assert(tokens.every((token) => token.text !== "" || token.kind === "mark"));
    const isText = tokens.map((token) => token.kind === "text");
    assert(isText.every((text, index) => !(text && isText[index + 1])));
  }));
});

Deno.test("every link goes to the web, and to nothing but what it shows", () => {
  fc.assert(fc.property(pieces, (source) => {
    for (const token of tokenize(source)) {
      if (token.kind !== "link") continue;
      assert(/^https?:$/.test(new URL(token.href).protocol), token.href);
      assert(token.href === token.text || token.href === `https://${token.text}`, token.href);
      assert(!/[\s<>"`\p{Cc}\p{Cf}]/u.test(token.href), token.href);
    }
  }));
});

const links: [string, string][] = [
  ["see https://example.com.", "see <https://example.com>."],
  ["(https://example.com/a_(b))", "(<https://example.com/a_(b)>)"],
  ["(see www.example.com/x, or not)", "(see <www.example.com/x>, or not)"],
  ["https://example.com/?q=1&r=2#top", "<https://example.com/?q=1&r=2#top>"],
  ["HTTPS://EXAMPLE.COM", "<HTTPS://EXAMPLE.COM>"],
  ["http://localhost:8000/rooms/general", "<http://localhost:8000/rooms/general>"],
  ['<a href="https://example.com">', '<a href="<https://example.com>">'],
  ["“https://example.com/é?ü=ö”", "“<https://example.com/é?ü=ö”>"],
  ["https://例え.jp!", "<https://例え.jp>!"],
  ["two: https://a.example,\nhttps://b.example", "two: <https://a.example>,\n<https://b.example>"],
];

Deno.test("an address in a sentence is a link without the sentence's marks", () => {
  for (const [source, expected] of links) assertEquals(show(tokenize(source)), expected);
});

const notLinks = [
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "ftp://example.com",
  "https://",
  "https:///",
  "http://[",
  "www.",
  "www.example",
  "www..",
  "xhttps://example.com",
  "mail@www.example.com".replace("@", "_"),
  "//example.com",
  "java\tscript:alert(1)",
];

Deno.test("what only looks like an address stays text", () => {
  for (const source of notLinks) assertEquals(show(tokenize(source)), source);
});

Deno.test("a link ends at a character that hides or turns text", () => {
  assertEquals(
    show(tokenize("https://example.com/\u202egpj.exe")),
    "<https://example.com/>\u202egpj.exe",
  );
});

const code: [string, string][] = [
  ["use `a < b` here", "use `a < b` here"],
  ["``a ` b``", "`a ` b`"],
  ["`https://example.com`", "`https://example.com`"],
  ["a ` alone", "a ` alone"],
  ["`not\nover lines`", "`not\nover lines`"],
  ["``", "``"],
  ["` `", "` `"],
  ["```\nlet a;\n```", "{let a;}"],
  ["```ts\nlet a;\n\nlet b;\n```\nafter", "{let a;\n\nlet b;}after"],
  ["before\n```\nx\n```", "before\n{x}"],
  ["```one line``` after", "{one line} after"],
  ["in a line ```code``` too", "in a line `code` too"],
  ["```\nnever closed", "```\nnever closed"],
  ["```\n```", "```\n```"],
  ["```\n  indented\n```", "{  indented}"],
];

Deno.test("code between backticks and fences is code, and nothing in it means anything", () => {
  for (const [source, expected] of code) assertEquals(show(tokenize(source)), expected);
});

const hostile = [
  "http://[",
  "http://",
  "www.",
  "`",
  "` ",
  "`\n",
  "```",
  "```\n",
  "\n```",
  "(",
  ")",
  "https://a.b)",
  "https://a.b/(((",
  "http://a@",
  "www.a.",
  "``` `` ` ",
  ".,;:!?",
];

/** Twenty times what a message may hold is tokenized in less, in milliseconds: anything quadratic takes seconds. */
const MOST_MS = 500;

Deno.test("no text takes time that grows faster than its length", () => {
  const length = 20 * 10_240;
  const backtickRuns = Array.from({ length: 600 }, (_, n) => "`".repeat(n + 1) + " ").join("");
  for (const unit of [...hostile, backtickRuns, "https://a.b/" + ")".repeat(length)]) {
    const source = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const took = fastestOf(5, () => tokenize(source), MOST_MS);
    assert(took < MOST_MS, `${JSON.stringify(unit.slice(0, 20))} took ${Math.round(took)} ms`);
  }
});

Deno.test("a few emoji alone are large, everything else is not", () => {
  for (const text of ["👍", "👍🏽 🎉", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦 👩‍👩‍👧‍👦 👩‍👩‍👧‍👦", "🇩🇪", "❤️"]) assert(isEmojiOnly(text), text);
  for (const text of ["", " ", "1", "#", "ok 👍", "😀".repeat(4), "😀".repeat(20), "\u200d"]) {
    assert(!isEmojiOnly(text), text);
  }
});

/** Milliseconds of the fastest of some tries, of which other programs may hold up all but one. Tries no more once it took
 *  less than `enoughMs`. */
function fastestOf(tries: number, run: () => void, enoughMs: number): number {
  let fastest = Infinity;
  for (let count = 0; count < tries && fastest >= enoughMs; count++) {
    const start = performance.now();
    run();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}
