import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as line from "../../../cli/terminal/line.ts";
import { LineHistory } from "../../../cli/terminal/line_history.ts";

/** A line as text with "|" for the cursor. */
function shown({ text, cursor }: line.Line): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

function parse(text: string): line.Line {
  return { text: text.replace("|", ""), cursor: text.indexOf("|") };
}

Deno.test("a character as people see it is one step and one deletion", () => {
  for (const character of ["👩‍👩‍👧", "e\u0301", "🇬🇧", "👍🏽", "你", "ש"]) {
    assertEquals(shown(line.left(parse(`a${character}|b`))), `a|${character}b`);
    assertEquals(shown(line.right(parse(`a|${character}b`))), `a${character}|b`);
    assertEquals(shown(line.backspace(parse(`a${character}|b`))), "a|b");
    assertEquals(shown(line.remove(parse(`a|${character}b`))), "a|b");
  }
});

Deno.test("words, rows and their ends are where they are looked for", () => {
  assertEquals(shown(line.wordLeft(parse("one two  |three"))), "one |two  three");
  assertEquals(shown(line.wordRight(parse("one| two, three"))), "one two|, three");
  assertEquals(shown(line.deleteWord(parse("one two|"))), "one |");
  assertEquals(shown(line.home(parse("one\ntw|o\nthree"))), "one\n|two\nthree");
  assertEquals(shown(line.end(parse("one\nt|wo\nthree"))), "one\ntwo|\nthree");
  assertEquals(shown(line.deleteToStart(parse("one\ntw|o"))), "one\n|o");
  assertEquals(shown(line.deleteToEnd(parse("o|ne\ntwo"))), "o|\ntwo");
  assertEquals(shown(line.up(parse("one\nfour|five"))!), "one|\nfourfive");
  assertEquals(shown(line.down(parse("o|ne\nfour"))!), "one\nf|our");
  assertEquals([line.up(parse("o|ne\ntwo")), line.down(parse("one\n|two"))], [null, null]);
});

Deno.test("what is put in keeps its rows and tabs, and loses its control characters", () => {
  assertEquals(shown(line.insert(parse("a|b"), "1\r\n2\r3\x1b[31m\t4")), "a1\n2\n3[31m\t4|b");
});

Deno.test("whatever is done, the cursor stands at the border of a character", () => {
  const steps = [
    line.left,
    line.right,
    line.wordLeft,
    line.wordRight,
    line.home,
    line.end,
    line.backspace,
    line.remove,
    line.deleteWord,
    line.deleteToStart,
    line.deleteToEnd,
    (it: line.Line) => line.up(it) ?? it,
    (it: line.Line) => line.down(it) ?? it,
  ];
  const step = fc.oneof(
    fc.constantFrom(...steps),
    fc.constantFrom("a", " ", "\n", "👩", "\u200d", "👧", "\u0301", "🇬", "🇧", "你好 ", "\ud83d")
      .map((text) => (it: line.Line) => line.insert(it, text)),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (taken) => {
      let it = line.EMPTY_LINE;
      for (const one of taken) {
        it = one(it);
        const borders = [...new Intl.Segmenter().segment(it.text)].map(({ index }) => index);
        assertEquals([...borders, it.text.length].includes(it.cursor), true, JSON.stringify(it));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("looking back through the history keeps what was being written", () => {
  const history = new LineHistory();
  assertEquals(history.older("draft"), null);
  for (const text of ["one", "two", "two"]) history.add(text);
  assertEquals([history.older("draft"), history.older("two"), history.older("one")], [
    "two",
    "one",
    null,
  ]);
  assertEquals([history.newer(), history.newer(), history.newer()], ["two", "draft", null]);
});
