import { assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { inputRows } from "../../../cli/terminal/input_rows.ts";
import { lineOf } from "../../../cli/terminal/line.ts";
import { type Live, Screen } from "../../../cli/terminal/screen.ts";
import { Emulator } from "../support/emulator.ts";

const SIZE = { columns: 30, rows: 10 };

/** A screen and the terminal it writes to. */
function open() {
  const emulator = new Emulator(SIZE);
  let written = Promise.resolve();
  const screen = new Screen((text) => written = emulator.write(text));
  return { emulator, screen, settled: () => written };
}

function live(...rows: string[]): Live {
  return { rows, cursorRow: rows.length - 1, cursorColumn: rows.at(-1)!.length };
}

Deno.test("lines come in above a half-written input, and leave it as it was", async () => {
  const { emulator, screen, settled } = open();
  screen.paint([], live("general › half a li"));
  screen.paint(["14:05 Bob  hello"], live("general › half a li"));
  screen.paint(["14:05 Bob  again"], live("  Bob is typing …", "general › half a li"));
  screen.paint([], live("general › half a line"));
  await settled();
  assertEquals(emulator.lines, ["14:05 Bob  hello", "14:05 Bob  again", "general › half a line"]);
  assertEquals(emulator.cursor, { row: "general › half a line", column: 21 });
});

Deno.test("a terminal that holds updates never shows a painting half done, wherever a chunk ends", async () => {
  const written: string[] = [];
  const screen = new Screen((text) => written.push(text));
  screen.paint(["14:05 Bob  hello"], live("  Bob is typing …", "general › half a li"));
  screen.paint(["14:05 Bob  again"], live("general › half a li"));
  const [first, second] = written;
  const shown = async (text: string) => {
    const emulator = new Emulator(SIZE);
    await emulator.write(text);
    return emulator.isHeld ? "held" : { lines: emulator.lines, cursor: emulator.cursor };
  };
  const [before, after] = [await shown(first!), await shown(first! + second!)];
  const seen = await Promise.all(
    Array.from(second!, (_, end) => shown(first! + second!.slice(0, end))),
  );
  const begins = seen.indexOf("held");
  const ends = seen.lastIndexOf("held") + 1;
  assertEquals(seen.slice(0, begins), Array(begins).fill(before));
  assertEquals(seen.slice(begins, ends), Array(ends - begins).fill("held"));
  assertEquals(seen.slice(ends), Array(seen.length - ends).fill(after));
});

Deno.test("whatever is written and drawn, the log stands whole above the input, once and in order", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b ", "你", "é"), maxLength: 40 });
  const step = fc.record({
    lines: fc.array(text, { maxLength: 3 }),
    input: text,
    status: fc.array(fc.constantFrom("typing …", "offline"), { maxLength: 2 }),
    cursor: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { emulator, screen, settled } = open();
      const log: string[] = [];
      for (const [index, { lines, input, status, cursor }] of steps.entries()) {
        const numbered = lines.map((line, at) => `${index}.${at} ${line}`);
        log.push(...numbered);
        const rows = inputRows({ text: input, cursor: cursor % (input.length + 1) }, {
          prompt: "> ",
          columns: SIZE.columns,
          mostRows: 5,
        });
        const drawn = {
          ...rows,
          rows: [...status, ...rows.rows],
          cursorRow: status.length + rows.cursorRow,
        };
        screen.paint(numbered, drawn);
        await settled();
        const expected = [...log, ...drawn.rows].map((line) => line.trimEnd());
        assertEquals(emulator.lines, expected);
        assertEquals(emulator.cursor.column, drawn.cursorColumn);
        assertEquals(emulator.cursor.row.trimEnd(), drawn.rows[drawn.cursorRow]!.trimEnd());
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a terminal that gets narrower or wider costs no line of the log and leaves no piece of the input", async () => {
  const { emulator, screen, settled } = open();
  const log = ["14:05 Bob  a line of the log", "14:06 Bob  short"];
  // This terminal cuts off the row with the cursor; others break it too.
  screen.paint(log, live("general › some twenty chars"));
  await settled();
  for (const columns of [14, 30, 9, 60]) {
    emulator.resize({ ...SIZE, columns });
    screen.resized({ ...SIZE, columns }, emulator.cursor.column);
    const rows = inputRows(lineOf("some twenty chars"), { prompt: "› ", columns, mostRows: 5 });
    screen.paint([], rows);
    await settled();
    const expected = [...log, ...rows.rows].map((row) => row.trimEnd());
    assertEquals(emulator.lines, expected);
  }
});

Deno.test("the input is broken where it must be, and its cursor stands where the next character goes", () => {
  const shape = { prompt: "> ", columns: 10, mostRows: 3 };
  assertEquals(inputRows(lineOf("abcdefg"), shape), {
    rows: ["> abcdefg"],
    cursorRow: 0,
    cursorColumn: 9,
  });
  assertEquals(inputRows(lineOf("abcdefgh"), shape).rows, ["> abcdefg", "  h"]);
  assertEquals(inputRows(lineOf("你好你好"), shape).rows, ["> 你好你", "  好"]);
  assertEquals(inputRows({ text: "a\nb", cursor: 1 }, shape), {
    rows: ["> a", "  b"],
    cursorRow: 0,
    cursorColumn: 3,
  });
  assertEquals(inputRows(lineOf("1\n2\n3\n4"), shape).rows, ["> 2", "  3", "  4"]);
});

Deno.test("the input never reaches the last column, whatever stands in it", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 80 });
  fc.assert(fc.property(text, fc.integer({ min: 12, max: 40 }), (input, columns) => {
    const { rows, cursorColumn } = inputRows(lineOf(input), { prompt: "› ", columns, mostRows: 4 });
    assertEquals(rows.length <= 4 && cursorColumn < columns, true);
    for (const row of rows) assertEquals(stringWidth(row) < columns, true, JSON.stringify(row));
  }));
});
