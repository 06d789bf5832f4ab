import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ScrollAnchor } from "../../../client/log/scroll_anchor.ts";
import { FakeScroller } from "../support/fake_scroller.ts";

/** Twenty rows of 40 px in a viewport of 200 px: 600 px to scroll. */
function open(rows = 20) {
  const log = new FakeScroller({ viewport: 200 });
  for (let row = 0; row < rows; row++) log.append(40);
  const anchor = new ScrollAnchor({
    scroller: log,
    rows: () => log.rows,
    endsLog: () => log.endsLog,
    mayCome: () => log.mayCome,
  });
  anchor.restore();
  return { log, anchor };
}

Deno.test("a log opens at its end and stays there when messages come", () => {
  const { log, anchor } = open();
  assertEquals(log.scrollTop, 600);
  log.append(40);
  anchor.restore();
  assertEquals([log.scrollTop, anchor.following.value], [640, true]);
});

Deno.test("a reader who scrolls up is not moved by new messages", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(300);
  anchor.scrolled();
  assertEquals(anchor.following.value, false);
  const before = log.positions();
  log.append(40);
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("a page on top leaves every row where it was", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(0);
  anchor.scrolled();
  const before = log.positions();
  for (let row = 0; row < 50; row++) log.prepend(33.3);
  anchor.restore();
  assertEquals(log.moved(before) <= 1, true);
});

Deno.test("going back to the end of a log whose newest rows were cut off tells so once", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(0);
  anchor.scrolled();
  log.endsLog = false;
  const told: boolean[] = [];
  const stop = anchor.following.subscribe((following) => told.push(following));
  anchor.follow();
  anchor.restore();
  assertEquals(told, [false, true]);
  stop();
});

Deno.test("who is at the end stays there when the browser scrolls on to a caret below", () => {
  const { log, anchor } = open();
  log.append(100);
  log.readerScrollsTo(650);
  anchor.scrolled();
  assertEquals([log.scrollTop, anchor.following.value], [700, true]);
});

Deno.test("the end is the end within two pixels, and not beyond", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(598);
  anchor.scrolled();
  assertEquals(anchor.following.value, true);
  log.readerScrollsTo(597);
  anchor.scrolled();
  assertEquals(anchor.following.value, false);
  log.readerScrollsTo(600);
  anchor.scrolled();
  assertEquals(anchor.following.value, true);
});

Deno.test("a scroll event of one's own that comes after more rows is not taken for the reader's", () => {
  const { log, anchor } = open();
  log.append(40);
  anchor.restore();
  log.append(40);
  anchor.scrolled();
  anchor.restore();
  assertEquals([anchor.following.value, log.scrollTop], [true, 680]);
});

Deno.test("a reader's scroll is kept whose event comes only after the change", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(300);
  anchor.scrolled();
  log.readerScrollsTo(200);
  const before = log.positions();
  log.prepend(100);
  anchor.restore();
  assertEquals(log.moved(before), 0);
  log.append(40);
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("a reader who leaves the end just before a message comes is not pulled back", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(500);
  const before = log.positions();
  log.append(40);
  anchor.restore();
  assertEquals([log.moved(before), anchor.following.value], [0, false]);
});

Deno.test("a follower stays at the end when the window or the log shrinks and grows", () => {
  const { log, anchor } = open();
  log.resizeViewport(120);
  anchor.restore();
  assertEquals([log.scrollTop, anchor.following.value], [680, true]);
  log.rows[19]!.height = 10;
  log.clamp();
  anchor.restore();
  log.append(100);
  anchor.restore();
  assertEquals([log.scrollTop, anchor.following.value], [750, true]);
});

Deno.test("a reader whom a log too short has pushed about is back in place when it grows", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(500);
  anchor.scrolled();
  log.endsLog = false;
  const before = log.positions();
  log.rows[19]!.height = 0;
  log.rows[18]!.height = 0;
  log.rows[17]!.height = 0;
  log.clamp();
  anchor.restore();
  assertEquals(log.moved(before) > 0, true);
  for (const row of log.rows.slice(17)) row.height = 40;
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("when the row a reader looks at goes, the next one holds the place", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(320);
  anchor.scrolled();
  const before = log.positions();
  log.remove(8);
  log.rows[17]!.height += 50;
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("a divider on top of the view is nothing to hold on to", () => {
  const { log, anchor } = open();
  log.insert(8, 30, "d:2026-11-17");
  log.readerScrollsTo(320);
  anchor.scrolled();
  const before = log.positions();
  // The page above is of the same day: its divider moves to the top.
  log.prepend(200);
  log.move(9, 0);
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("rows made anew under the same keys are found again", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(320);
  anchor.scrolled();
  const before = log.positions();
  log.renew();
  log.prepend(77);
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("at the bottom of a log whose tail is not loaded the reader does not follow", () => {
  const { log, anchor } = open();
  log.endsLog = false;
  log.readerScrollsTo(599);
  anchor.scrolled();
  assertEquals(anchor.following.value, false);
  const before = log.positions();
  for (let row = 0; row < 50; row++) log.append(40);
  log.endsLog = true;
  anchor.restore();
  assertEquals([log.moved(before), anchor.following.value], [0, false]);
});

Deno.test("following leads to the end, also while it is still being loaded", () => {
  const { log, anchor } = open();
  log.endsLog = false;
  log.readerScrollsTo(100);
  anchor.scrolled();
  anchor.follow();
  anchor.restore();
  for (let row = 0; row < 50; row++) log.append(40);
  log.endsLog = true;
  anchor.restore();
  assertEquals([log.scrollTop, anchor.following.value], [2_600, true]);
});

Deno.test("a reader who leaps far just before rows are cut stays where they leapt to", () => {
  const { log, anchor } = open(100);
  log.readerScrollsTo(20);
  anchor.scrolled();
  log.readerScrollsTo(2_000);
  const before = log.positions();
  for (let cut = 0; cut < 10; cut++) log.cut("head");
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("a reader who scrolls on just before the row that was on top grows keeps their place", () => {
  const { log, anchor } = open(40);
  log.readerScrollsTo(410);
  anchor.scrolled();
  log.readerScrollsTo(800);
  const before = log.positions();
  log.rows[10]!.height += 100;
  anchor.restore();
  assertEquals(log.moved(before), 0);
});

Deno.test("a rounding that the reader has scrolled over is theirs", () => {
  const { log, anchor } = open(40);
  log.readerScrollsTo(300);
  anchor.scrolled();
  log.prepend(7.4);
  anchor.restore();
  log.readerScrollsTo(600);
  const before = log.positions();
  log.prepend(7.4);
  anchor.restore();
  assertEquals(log.moved(before) <= 0.5, true, `moved ${log.moved(before)}`);
});

Deno.test("rounding does not add up over many changes", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(300);
  anchor.scrolled();
  const before = log.positions();
  for (let change = 0; change < 500; change++) {
    log.prepend(7.4);
    anchor.restore();
  }
  assertEquals(log.moved(before) <= 1, true, `moved ${log.moved(before)}`);
});

/** A log that is to be opened at its divider, which stands above the fifth row from the end, 10 px below the top. */
function land(options: { orEnd: boolean; rows?: number }) {
  const { log, anchor } = open(options.rows);
  log.insert(log.rows.length - 5, 20, "new");
  anchor.land({ key: "new", offset: 10, orEnd: options.orEnd });
  return { log, anchor };
}

Deno.test("a log opens at what is new where that takes more than the view, else at its end", () => {
  const much = land({ orEnd: true });
  assertEquals([much.log.placeOf(much.log.rows[15]!).top, much.anchor.standing.value], [
    67,
    "within",
  ]);
  const { log, anchor } = open();
  log.insert(log.rows.length - 4, 20, "new");
  anchor.land({ key: "new", offset: 10, orEnd: true });
  assertEquals([log.scrollTop, anchor.standing.value], [620, "end"]);
  anchor.land({ key: "new", offset: -10, orEnd: false });
  assertEquals([log.scrollTop, anchor.standing.value], [620, "end"], "as far as the log goes");
});

Deno.test("while what is new may still come the end is in sight and nothing is followed; scrolling away from it ends the wait", () => {
  const { log, anchor } = open();
  log.mayCome = true;
  anchor.land({ key: "new", offset: 10, orEnd: true });
  assertEquals([log.scrollTop, anchor.standing.value], [600, "landing"]);
  log.append(20);
  anchor.restore();
  anchor.scrolled();
  assertEquals([log.scrollTop, anchor.standing.value], [620, "landing"]);
  log.insert(10, 20, "new");
  anchor.restore();
  assertEquals([log.scrollTop, anchor.standing.value], [390, "within"]);
  anchor.land({ key: "another", offset: 10, orEnd: true });
  log.readerScrollsTo(300);
  anchor.restore();
  assertEquals([log.scrollTop, anchor.standing.value], [300, "within"]);
});

Deno.test("where what was waited for does not come, the end of the log is followed, and that of a stretch is not", () => {
  for (const endsLog of [true, false]) {
    const { log, anchor } = open();
    log.endsLog = endsLog;
    anchor.land({ key: "new", offset: 10, orEnd: true });
    assertEquals([log.scrollTop, anchor.standing.value], [600, endsLog ? "end" : "within"]);
  }
});

Deno.test("whatever comes while a log is landing, it ends with what is new in sight, at the top unless the end is", () => {
  const height = fc.double({ min: 10, max: 120, noNaN: true });
  const change = fc.record({
    kind: fc.constantFrom("append", "prepend", "divider", "late"),
    height,
  });
  fc.assert(fc.property(fc.array(change, { maxLength: 20 }), height, (changes, last) => {
    const { log, anchor } = open(8);
    log.mayCome = true;
    anchor.land({ key: "new", offset: 10, orEnd: true });
    const divider = () => log.rows.find((row) => row.dataset.key === "new");
    for (const { kind, height } of changes) {
      if (kind === "append") log.append(height);
      if (kind === "prepend") log.prepend(height);
      if (kind === "divider" && !divider()) log.insert(log.rows.length, 20, "new");
      if (kind === "late") anchor.scrolled();
      anchor.restore();
    }
    if (!divider()) log.insert(log.rows.length, 20, "new");
    log.append(last);
    log.mayCome = false;
    anchor.restore();
    const top = log.placeOf(divider()!).top - 57;
    if (anchor.following.value) assertEquals(top >= 9 && top < 200, true, `${top} at the end`);
    else assertEquals(Math.abs(top - 10) <= 1, true, `${top} from the top`);
  }));
});

Deno.test("while the log is not displayed nothing is forgotten", () => {
  const { log, anchor } = open();
  log.readerScrollsTo(300);
  anchor.scrolled();
  log.resizeViewport(0);
  anchor.restore();
  anchor.scrolled();
  log.resizeViewport(200);
  log.append(40);
  anchor.restore();
  assertEquals([log.scrollTop, anchor.following.value], [300, false]);
});

Deno.test("of a thousand rows only a few are measured for one scroll event", () => {
  const { log, anchor } = open(1_000);
  log.readerScrollsTo(20_000);
  log.measured = 0;
  anchor.scrolled();
  assertEquals(log.measured < 30, true, `measured ${log.measured}`);
});

Deno.test("whatever happens around them, the rows in sight move by at most a pixel", () => {
  const height = fc.double({ min: 10, max: 120, noNaN: true });
  const change = fc.oneof(
    fc.record({ kind: fc.constant("append" as const), height }),
    fc.record({ kind: fc.constant("prepend" as const), height }),
    fc.record({ kind: fc.constant("grow" as const), height, where: fc.nat(100) }),
    fc.record({ kind: fc.constant("cut" as const), where: fc.constantFrom("head", "tail") }),
    fc.record({ kind: fc.constant("scroll" as const), where: fc.nat(100), late: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const { log, anchor } = open(40);
      log.readerScrollsTo(700);
      anchor.scrolled();
      let before = log.positions();
      for (const change of changes) {
        if (change.kind === "scroll") {
          // Away from both ends, where the browser would stop the rows from keeping their place.
          const room = log.scrollHeight - log.clientHeight;
          log.readerScrollsTo(300 + (room - 600) * change.where / 100);
          if (!change.late) anchor.scrolled();
          before = log.positions();
          continue;
        }
        if (change.kind === "append") log.append(change.height);
        if (change.kind === "prepend") log.prepend(change.height);
        if (change.kind === "grow") log.growAbove(change.height);
        if (change.kind === "cut" && log.mayCut(change.where)) log.cut(change.where);
        anchor.restore();
        assertEquals(log.moved(before) <= 1, true, `${change.kind} moved ${log.moved(before)}`);
      }
    }),
    { numRuns: 500 },
  );
});
