import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { addNotice } from "../../../client/log/notices.ts";
import { buildRows, GROUP_WITHIN_MS, type Row } from "../../../client/log/rows.ts";
import {
  applyMessages,
  EMPTY,
  expectPage,
  prependOlder,
  type TimelineState,
} from "../../../client/log/timeline.ts";
import { edit, post } from "../support/outgoing_items.ts";
import { ANN, BOB, LogModel } from "../support/log_model.ts";

const NOON = Date.parse("2026-11-17T12:00:00Z");
const options = { me: ANN.id, pending: [], dividerAfter: null, timeZone: "UTC" };

/** Posts from somebody at minutes after noon. */
function posts(...minutes: [typeof ANN, number][]): TimelineState {
  const server = new LogModel();
  for (const [user, minute] of minutes) server.post(user, { at: NOON + minute * 60_000 });
  return applyMessages(EMPTY, server.events);
}

/** "day", "new", "notice"; messages by seq or client id, in brackets where a group begins. */
function outline(rows: Row[]): string {
  return rows.map((row) => {
    if (row.kind === "message" || row.kind === "pending") {
      const name = row.kind === "message" ? String(row.message.seq) : row.item.id;
      return row.first ? `[${name}]` : name;
    }
    return row.kind;
  }).join(" ");
}

Deno.test("an author's messages within five minutes of each other are one group", () => {
  const log = posts([BOB, 0], [BOB, 5], [BOB, 10.1], [ANN, 11], [BOB, 12]);
  assertEquals(outline(buildRows(log, options)), "day [1] 2 [3] [4] [5]");
});

Deno.test("midnight in the reader's time zone begins a day and a group", () => {
  const log = posts([BOB, 659], [BOB, 661]);
  assertEquals(outline(buildRows(log, options)), "day [1] 2");
  const berlin = { ...options, timeZone: "Europe/Berlin" };
  assertEquals(outline(buildRows(log, berlin)), "day [1] day [2]");
});

Deno.test("the divider stands above the first message of somebody else that was not read", () => {
  const log = posts([BOB, 0], [ANN, 1], [BOB, 2], [BOB, 3]);
  assertEquals(
    outline(buildRows(log, { ...options, dividerAfter: 1 })),
    "day [1] [2] new [3] 4",
  );
});

Deno.test("only one's own messages after the last one read make no divider", () => {
  const log = posts([BOB, 0], [ANN, 1]);
  assertEquals(outline(buildRows(log, { ...options, dividerAfter: 1 })), "day [1] [2]");
});

Deno.test("a divider that belongs above what is loaded does not show", () => {
  const log = { ...posts([BOB, 0], [BOB, 1]), hasOlder: true };
  assertEquals(outline(buildRows(log, { ...options, dividerAfter: 0 })), "day [1] 2");
});

Deno.test("a notice stands under the day it belongs to, whatever the reader's clock says", () => {
  const at = NOON + 24 * 60 * 60_000;
  const yesterday = posts([BOB, 0], [BOB, 1]);
  const noticed = addNotice(yesterday, { at, joined: [ANN], left: [] });
  assertEquals(outline(buildRows(noticed, options)), "day [1] 2 day notice");
  const server = new LogModel();
  for (const written of [NOON, at, at]) server.post(BOB, { at: written });
  const first = applyMessages(EMPTY, server.events.slice(0, 1));
  const goesOn = (noticeAt: number) => {
    const told = addNotice(first, { at: noticeAt, joined: [ANN], left: [] });
    return outline(buildRows(applyMessages(told, server.events), options));
  };
  assertEquals(goesOn(at - 60_000), "day [1] day notice [2] 3");
  // A day behind, and a day ahead.
  assertEquals(goesOn(NOON - 60_000), "day [1] notice day [2] 3");
  assertEquals(goesOn(at + 24 * 60 * 60_000), "day [1] notice day [2] 3");
});

Deno.test("a notice stands below the message it came after and breaks the group", () => {
  const server = new LogModel();
  const bobs = [server.post(BOB, { at: NOON }), server.post(BOB, { at: NOON })];
  let log = applyMessages(EMPTY, bobs.slice(0, 1));
  log = addNotice(log, { at: NOON, joined: [BOB], left: [] });
  log = applyMessages(log, bobs.slice(1));
  assertEquals(outline(buildRows(log, options)), "day [1] notice [2]");
});

Deno.test("a pending message joins the group of one's own last message", () => {
  const pending = [post("p", { at: NOON + 1 })];
  assertEquals(outline(buildRows(posts([ANN, 0]), { ...options, pending })), "day [1] p");
});

Deno.test("a change on its way stands with its message, and is no row of its own", () => {
  const pending = [edit(1, "new", { id: "c" })];
  const rows = buildRows(posts([ANN, 0], [ANN, 1]), { ...options, pending });
  assertEquals(outline(rows), "day [1] 2");
  const changes = rows.map((row) => row.kind === "message" ? row.change?.id : "");
  assertEquals(changes, ["", "c", undefined]);
});

Deno.test("a pending message of a clock that is behind makes no new day", () => {
  const yesterday = NOON - 86_400_000;
  const pending = [post("p", { at: yesterday })];
  assertEquals(outline(buildRows(posts([BOB, 0]), { ...options, pending })), "day [1] [p]");
});

Deno.test("while newer messages are not loaded, nothing stands below the last one", () => {
  const log = { ...posts([BOB, 0]), head: 5 };
  const noticed = addNotice(log, { at: NOON, joined: [BOB], left: [] });
  const pending = [post("p", { at: NOON })];
  assertEquals(
    outline(buildRows({ ...noticed, hasNewer: true }, { ...options, pending })),
    "day [1]",
  );
});

Deno.test("a message keeps its key when it is acknowledged", () => {
  const server = new LogModel();
  const posted = applyMessages(EMPTY, [server.post(ANN, { id: "p", at: NOON })]);
  const pending = [post("p", { at: NOON })];
  const before = buildRows(EMPTY, { ...options, pending });
  assertEquals(buildRows(posted, options).at(-1)!.key, before.at(-1)!.key);
});

Deno.test("a page put on top leaves every message that was shown with the header it had", () => {
  const server = new LogModel();
  for (let count = 0; count < 6; count++) server.post(BOB, { at: NOON });
  const shown = { ...applyMessages(EMPTY, server.events), hasOlder: true };
  const stretch = { ...shown, messages: shown.messages.slice(3) };
  assertEquals(outline(buildRows(stretch, options)), "day [4] 5 6");
  const wider = prependOlder(expectPage(stretch), 4, server.page({ before: 4 }, 50));
  assertEquals(outline(buildRows(wider, options)), "day [1] 2 3 [4] 5 6");
});

Deno.test("for any messages the keys are unique and every day has one divider, clocks set back or not", () => {
  const post = fc.tuple(fc.constantFrom(ANN, BOB), fc.integer({ min: -5_000, max: 5_000 }));
  fc.assert(fc.property(fc.array(post, { maxLength: 40 }), fc.nat(40), (some, dividerAfter) => {
    const rows = buildRows(posts(...some), { ...options, dividerAfter });
    assertEquals(new Set(rows.map((row) => row.key)).size, rows.length);
    assertEquals(rows.filter((row) => row.kind === "message").length, some.length);
    let day = "";
    for (const row of rows) {
      if (row.kind === "day") day = new Date(row.at).toISOString().slice(0, 10);
      if (row.kind !== "message") continue;
      assertEquals(new Date(row.message.at).toISOString().slice(0, 10), day);
    }
  }));
});

Deno.test("a group never spans more than five minutes between two messages or two authors", () => {
  const post = fc.tuple(fc.constantFrom(ANN, BOB), fc.integer({ min: 0, max: 60 }));
  fc.assert(fc.property(fc.array(post, { maxLength: 40 }), (some) => {
    const rows = buildRows(posts(...some), options);
    rows.forEach((row, index) => {
      if (row.kind !== "message" || row.first) return;
      const above = rows[index - 1]!;
      assertEquals(above.kind, "message");
      if (above.kind !== "message") return;
      assertEquals(above.message.user, row.message.user);
      assertEquals(Math.abs(row.message.at - above.message.at) <= GROUP_WITHIN_MS, true);
    });
  }));
});
