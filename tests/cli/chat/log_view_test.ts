import { assertEquals } from "@std/assert";
import { LogView } from "../../../cli/chat/log_view.ts";
import { makeStyle } from "../../../cli/style.ts";
import { addNotice } from "../../../client/log/notices.ts";
import {
  applyMessages,
  fromSnapshot,
  prependOlder,
  type TimelineState,
} from "../../../client/log/timeline.ts";
import type { Message } from "../../../protocol/entities.ts";
import { DANGEROUS, HOSTILE_TEXTS } from "../support/hostile_texts.ts";

const NOON = new Date(2026, 10, 17, 12, 0).getTime();
const ME = "u_me";
const BOB = { id: "u_bob", name: "Bob" };

function message(seq: number, text: string, fields: Partial<Message> = {}): Message {
  return { seq, version: seq, id: `m${seq}`, user: BOB, text, at: NOON + seq * 60_000, ...fields };
}

function view() {
  const look = () => ({ columns: 60, style: makeStyle(false), namesakes: new Set<string>() });
  return new LogView({ me: ME, look, now: () => NOON });
}

function log(...messages: Message[]): TimelineState {
  const version = Math.max(0, ...messages.map((one) => one.version));
  return fromSnapshot({ epoch: "1", messages, version, more: false });
}

Deno.test("what comes in is written once, in order, under the day it is of", () => {
  const it = view();
  const first = log(message(1, "one"));
  assertEquals(it.open(first, 50, null), ["── Today ──", "12:01 Bob  one"]);
  assertEquals(it.update(first), []);
  const tomorrow = message(3, "three", { at: NOON + 86_400_000 });
  const second = applyMessages(first, [tomorrow, message(2, "two")]);
  assertEquals(it.update(second), [
    "12:02 Bob  two",
    "── Wednesday 18 November ──",
    "12:00 Bob  three",
  ]);
  assertEquals(it.update(second), []);
});

Deno.test("a room is opened with its newest messages, with all that is unread and a rule above it", () => {
  const many = log(...Array.from({ length: 9 }, (_, index) => message(index + 1, `${index + 1}`)));
  assertEquals(view().open(many, 2, null), ["── Today ──", "12:08 Bob  8", "12:09 Bob  9"]);
  assertEquals(view().open(many, 2, 6), [
    "── Today ──",
    "── new ──",
    "12:07 Bob  7",
    "12:08 Bob  8",
    "12:09 Bob  9",
  ]);
});

Deno.test("the rule above what is unread is drawn once, also when that comes only later", () => {
  const it = view();
  const before = log(message(1, "read"));
  assertEquals(it.open(before, 50, 1), ["── Today ──", "12:01 Bob  read"]);
  const later = applyMessages(before, [message(2, "unread"), message(3, "as well")]);
  assertEquals(it.update(later), ["── new ──", "12:02 Bob  unread", "12:03 Bob  as well"]);
});

Deno.test("an edit is told with what it was before, and a deletion with when it was said", () => {
  const it = view();
  const before = log(message(1, "helo"), message(2, "oops"), message(3, "x", { deletedAt: NOON }));
  assertEquals(it.open(before, 50, null).slice(1), [
    "12:01 Bob  helo",
    "12:02 Bob  oops",
    "12:03 Bob  deleted this message",
  ]);
  const edited = message(1, "hello", { version: 4, editedAt: NOON + 600_000 });
  const deleted = message(2, "", { version: 5, deletedAt: NOON + 660_000 });
  assertEquals(it.update(applyMessages(before, [edited, deleted])), [
    "12:10 Bob  hello (was: helo)",
    "12:11 Bob  deleted the message of 12:02",
  ]);
});

Deno.test("who comes and goes is told once each, also when it is told together", () => {
  const it = view();
  const start = log(message(1, "one"));
  it.open(start, 50, null);
  const ann = { id: "u_ann", name: "Ann" };
  const cem = { id: "u_cem", name: "Cem" };
  const came = addNotice(start, { at: NOON, joined: [ann], left: [] });
  assertEquals(it.update(came), ["    → Ann joined"]);
  const more = addNotice(came, { at: NOON + 1, joined: [cem], left: [BOB] });
  assertEquals(it.update(more), ["    → Cem joined", "    ← Bob left"]);
  assertEquals(it.update(more), []);
});

Deno.test("older messages are shown between rules, each once, up to the beginning of the room", () => {
  const it = view();
  const newest = { epoch: "1", messages: [message(5, "five")], version: 5, more: true };
  const start = fromSnapshot(newest);
  it.open(start, 50, null);
  assertEquals(it.hasUnwritten(start), false);
  const page = { messages: [message(3, "three"), message(4, "four")], more: false };
  const longer = prependOlder({ ...start, aside: [] }, 5, page);
  assertEquals(it.hasUnwritten(longer), true);
  assertEquals(it.update(longer), []);
  assertEquals(it.older(longer), [
    "── earlier ──",
    "── Today ──",
    "12:03 Bob  three",
    "12:04 Bob  four",
    "── end of earlier ──",
  ]);
  assertEquals(it.older(longer), ["── the beginning of this room ──"]);
});

Deno.test("a jump over messages that were never loaded is told, and so is a room that was replaced", () => {
  const it = view();
  it.open(log(message(1, "one")), 50, null);
  const jumped = fromSnapshot({
    messages: [message(9, "nine")],
    epoch: "1",
    version: 9,
    more: true,
  });
  assertEquals(it.update(jumped), [
    "── more than fits here came meanwhile: /history shows it ──",
    "12:09 Bob  nine",
  ]);
  // However far the new log has got.
  const replaced = fromSnapshot({
    messages: [message(12, "another twelve")],
    epoch: "2",
    version: 12,
    more: false,
  });
  assertEquals(it.update(replaced), [
    "── the data of this room was replaced ──",
    "12:12 Bob  another twelve",
  ]);
});

Deno.test("neither hostile texts nor hostile names reach the terminal", () => {
  const it = view();
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const seq = index * 2 + 1;
    const user = { id: text, name: text };
    const posted = log(message(seq, text, { user, replyTo: seq }));
    const edited = message(seq, `new ${text}`, { user, version: seq + 1, editedAt: NOON });
    const lines = [
      ...it.update(addNotice(posted, { at: NOON, joined: [user], left: [user] })),
      ...it.update(applyMessages(posted, [edited])),
    ];
    assertEquals(lines.length > 2, true);
    for (const line of lines) assertEquals(DANGEROUS.test(line), false, JSON.stringify(text));
    assertEquals(lines.join("").includes("\n"), false);
  }
});
