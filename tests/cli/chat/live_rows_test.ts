import { assertEquals } from "@std/assert";
import { type Below, liveRows } from "../../../cli/chat/live_rows.ts";
import { makeStyle } from "../../../cli/style.ts";
import { EMPTY_LINE, lineOf } from "../../../cli/terminal/line.ts";

import { post, refused } from "../../client/support/outgoing_items.ts";

const look = { columns: 60, rows: 12, style: makeStyle(false), namesakes: new Set<string>() };
const quiet: Below = {
  connection: { status: "online" },
  room: "general",
  rooms: [],
  pending: [],
  typing: [],
  hint: "",
  line: EMPTY_LINE,
  now: 10_000,
};

function room(id: string, unread: number) {
  return { id, kind: "public" as const, title: `The ${id}`, unread };
}

Deno.test("when all is quiet there is the prompt and nothing else", () => {
  assertEquals(liveRows(quiet, look), {
    rows: ["general › "],
    cursorRow: 0,
    cursorColumn: 10,
  });
});

Deno.test("the prompt counts what is unread in other rooms", () => {
  const rooms = [
    room("design", 1_000),
    room("general", 4),
    { ...room("d-1x", 2), kind: "direct" as const, title: "Cem\x1b[2J" },
    room("quiet", 0),
  ];
  assertEquals(liveRows({ ...quiet, rooms }, { ...look, columns: 90 }).rows, [
    "general (design 999+, Cem␛[2J 2) › ",
  ]);
});

Deno.test("what waits, what failed, who types and how the connection is stand above the input", () => {
  const shown = liveRows({
    ...quiet,
    connection: { status: "waiting", retryAt: 12_500 },
    pending: [post("one"), post("two"), post("three"), post("bad", { state: refused("too long") })],
    typing: [{ id: "u", name: "Bob\x1b[2J" }],
    line: lineOf("half"),
  }, look);
  assertEquals(shown.rows, [
    "  … bad (not sent: too long)",
    "  … one (sending)",
    "  … two (sending)",
    "  … and 1 more",
    "  offline, trying again in 3 s · /retry or /discard · Bob␛…",
    "general › half",
  ]);
  assertEquals([shown.cursorRow, shown.cursorColumn], [5, 14]);
});

Deno.test("whatever is shown, the rows fit into the terminal with the cursor on one of them", () => {
  for (const rows of [1, 2, 3, 5, 40]) {
    const below = {
      ...quiet,
      pending: [post("one"), post("two")],
      hint: "a hint",
      line: lineOf("row\n".repeat(60)),
    };
    const live = liveRows(below, { ...look, rows });
    assertEquals(live.rows.length <= Math.max(1, rows - 1), true, `${rows} rows`);
    assertEquals(live.cursorRow, live.rows.length - 1);
  }
});

Deno.test("up to three who type are named", () => {
  const status = (count: number) =>
    liveRows({
      ...quiet,
      typing: Array.from({ length: count }, (_, i) => ({ id: `u${i}`, name: `P${i}` })),
    }, { ...look, columns: 80 }).rows[0];
  assertEquals([1, 3, 4].map(status), [
    "  P0 is typing …",
    "  P0, P1, P2 are typing …",
    "  Several people are typing …",
  ]);
});
