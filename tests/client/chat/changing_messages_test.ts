import { assertEquals, assertObjectMatch } from "@std/assert";
import type { LocalChat } from "../../../client/chat.ts";
import { buildRows } from "../../../client/log/rows.ts";
import {
  conflictOf,
  failureOf,
  type OutgoingItem,
  textOf,
} from "../../../client/outgoing/outgoing_item.ts";
import type { Account } from "../../../protocol/entities.ts";
import { failures, pending, texts, timeline } from "../support/chat_view.ts";
import { ANN, BOB } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, TestTab } from "../support/test_tab.ts";

const isDeleted = (chat: LocalChat) =>
  timeline(chat).messages.map((one) => one.deletedAt !== undefined);
/** What is on its way with each message, as it is shown. */
const changes = (chat: LocalChat) =>
  buildRows(timeline(chat), {
    me: ANN.id,
    pending: chat.room.value.pending.value,
    dividerAfter: null,
    timeZone: "UTC",
  }).flatMap((row) => row.kind === "message" ? [shown(row.change)] : []);
const shown = (item: OutgoingItem | null) =>
  item && [item.change.kind, textOf(item), failureOf(item)];

/** Ann's page of a room in which this was posted. */
async function open(...posted: [Account, string][]) {
  const server = await TestServer.open();
  for (const [user, text] of posted) await server.post(user, text);
  const profile = newProfile();
  const tab = new TestTab(server, { profile });
  const chat = await tab.open();
  return {
    server,
    profile,
    tab,
    chat,
    rewrite(seq: number, text: string) {
      chat.room.value.editor.start(seq);
      chat.room.value.editor.finish(text);
    },
    /** Rewrites the first message as "mine" while another device makes it "theirs". */
    async rewriteAgainst() {
      tab.disconnect();
      this.rewrite(1, "mine");
      await server.edit(ANN, 1, "theirs");
      await server.pass(1_000);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

Deno.test("an edit shows at once as on its way, and stands when the server has it", async () => {
  await using it = await open([ANN, "helo"]);
  it.rewrite(1, "hello");
  assertEquals([texts(it.chat), changes(it.chat)], [["helo"], [["edit", "hello", null]]]);
  await it.server.settle();
  assertEquals([texts(it.chat), changes(it.chat)], [["hello"], [null]]);
});

Deno.test("a deletion shows at once as on its way, and stands when the server has it", async () => {
  await using it = await open([ANN, "hello"]);
  it.chat.room.value.editor.delete(1);
  assertEquals(changes(it.chat), [["delete", "", null]]);
  await it.server.settle();
  assertEquals([isDeleted(it.chat), changes(it.chat)], [[true], [null]]);
});

Deno.test("an acknowledged edit stays on its way until the log has it, so that the old text never comes back", async () => {
  await using it = await open([ANN, "helo"]);
  const { server, tab, chat } = it;
  // Its event comes above a hole: something was lost before it, which storage cannot give for a while.
  tab.network.toClient = false;
  await server.post(BOB, "lost on the way");
  tab.network.toClient = true;
  server.storage = "unreadable";
  it.rewrite(1, "hello");
  await server.settle();
  assertEquals([texts(chat), changes(chat)], [["helo"], [["edit", "hello", null]]]);
  server.storage = "up";
  await server.pass(10_000);
  assertEquals([texts(chat), changes(chat)], [["hello", "lost on the way"], [null, null]]);
});

Deno.test("changes made offline are sent once, in order, when the connection is back", async () => {
  await using it = await open([ANN, "one"], [ANN, "two"]);
  const { server, tab, chat } = it;
  tab.disconnect();
  it.rewrite(1, "first");
  chat.room.value.editor.delete(2);
  it.rewrite(1, "1st");
  await server.pass(1_000);
  assertEquals([texts(chat), isDeleted(chat)], [["1st", ""], [false, true]]);
  assertEquals(server.received("message.edit").map((one) => one.text), ["1st"]);
  assertEquals(server.received("message.delete").length, 1);
});

Deno.test("changes survive a reload before they were sent", async () => {
  await using it = await open([ANN, "one"], [ANN, "two"]);
  const { server, profile, tab, chat } = it;
  tab.setOnline(false);
  it.rewrite(1, "first");
  chat.room.value.editor.delete(2);
  await server.settle();
  tab.crash(chat);
  const after = await new TestTab(server, { profile }).open();
  assertEquals([texts(after), isDeleted(after)], [["first", ""], [false, true]]);
});

Deno.test("a refused edit says why, can be tried again, and given up", async () => {
  await using it = await open([ANN, "one"]);
  const { server, tab, chat } = it;
  tab.network.toClient = false;
  await server.update("general", { posting: "managers" });
  tab.network.toClient = true;
  it.rewrite(1, "first");
  await server.settle();
  assertEquals(changes(chat), [["edit", "first", "This room is read-only."]]);
  const [failed] = chat.room.value.pending.value;
  chat.room.value.retry(failed!.id);
  await server.settle();
  assertEquals(server.received("message.edit").length, 2);
  assertEquals(chat.room.value.discard(failed!.id), "first");
  assertEquals([texts(chat), changes(chat)], [["one"], [null]]);
});

Deno.test("an edit of a message that somebody deletes meanwhile gives way to the deletion, and what it said stays, not sent", async () => {
  await using it = await open([ANN, "one"]);
  it.tab.disconnect();
  it.rewrite(1, "first");
  await it.server.remove(ANN, 1);
  await it.server.pass(1_000);
  const { chat } = it;
  assertEquals([isDeleted(chat), changes(chat), pending(chat)], [[true], [null], ["first"]]);
});

Deno.test("an edit does not undo one made on another device: both are shown, and one's own can be kept", async () => {
  await using it = await open([ANN, "one"]);
  const { server, chat } = it;
  await it.rewriteAgainst();
  assertEquals(await server.texts(), ["theirs"]);
  const failure = "It was changed on another device meanwhile.";
  assertEquals([texts(chat), changes(chat)], [["theirs"], [["edit", "mine", failure]]]);
  const inTheWay = () => conflictOf(chat.room.value.pending.value[0]!)?.text;
  assertEquals(inTheWay(), "theirs");
  await server.edit(ANN, 1, "theirs, again");
  assertEquals(inTheWay(), "theirs, again");

  chat.room.value.retry(chat.room.value.pending.value[0]!.id);
  await server.settle();
  assertEquals([await server.texts(), pending(chat)], [["mine"], []]);
});

Deno.test("what an edit said that stands against another one stays, not sent, when the message is deleted", async () => {
  await using it = await open([ANN, "one"]);
  const { server, chat } = it;
  await it.rewriteAgainst();
  assertEquals(pending(chat), ["mine"]);
  await server.remove(ANN, 1);
  const failure = "The message that you edited was deleted.";
  assertEquals([isDeleted(chat), changes(chat)], [[true], [null]]);
  const kept = chat.room.value.pending.value.map((item) => [textOf(item), failureOf(item)]);
  assertEquals(kept, [["mine", failure]]);
  const [item] = chat.room.value.pending.value;
  assertEquals(chat.room.value.discard(item!.id), "mine");
  assertEquals(pending(chat), []);
});

Deno.test("an edit that gives way to another device's is gone, and its text comes back", async () => {
  await using it = await open([ANN, "one"]);
  const { server, chat } = it;
  await it.rewriteAgainst();
  assertEquals(chat.room.value.discard(chat.room.value.pending.value[0]!.id), "mine");
  await server.settle();
  assertEquals([texts(chat), changes(chat)], [["theirs"], [null]]);
});

Deno.test("who rewrites while it is changed on another device is told when they are done", async () => {
  await using it = await open([ANN, "one"]);
  const { server, chat } = it;
  const { editor } = chat.room.value;
  editor.start(1);
  await server.edit(ANN, 1, "theirs");
  editor.finish("mine");
  await server.settle();
  assertEquals(conflictOf(chat.room.value.pending.value[0]!)?.text, "theirs");
  // Going on from there is having seen it.
  editor.start(1);
  assertObjectMatch(editor.current.value!, { seq: 1, text: "mine", base: 2 });
  editor.finish("both");
  await server.settle();
  assertEquals([await server.texts(), pending(chat)], [["both"], []]);
});

Deno.test("an edit whose answer was lost is no conflict with itself, nor are those made on it", async () => {
  await using it = await open([ANN, "one"]);
  const { server, tab, chat } = it;
  tab.network.toClient = false;
  it.rewrite(1, "first");
  await server.settle();
  tab.disconnect();
  tab.network.toClient = true;
  it.rewrite(1, "1st");
  await server.pass(1_000);
  assertEquals([await server.texts(), changes(chat)], [["1st"], [null]]);
});

Deno.test("an edit that an older page left is not known to be made on anything, and asks first", async () => {
  await using it = await open([ANN, "one"]);
  const { server, profile } = it;
  await profile.outgoingStore.put({
    user: ANN.id,
    id: "old",
    room: "general",
    change: { kind: "edit", seq: 1, content: { text: "from before" }, base: 0 },
    at: 1,
    order: 1,
    state: { status: "queued" },
    tab: "gone",
  });
  const chat = await new TestTab(server, { profile }).open();
  assertEquals(conflictOf(chat.room.value.pending.value[0]!)?.text, "one");
  assertEquals(await server.texts(), ["one"]);
});

Deno.test("one's last message is rewritten: not another's, none that is deleted or about to be", async () => {
  await using it = await open([ANN, "one"], [ANN, "two"], [ANN, "three"], [BOB, "four"]);
  const { editor } = it.chat.room.value;
  await it.server.remove(ANN, 3);
  it.tab.disconnect();
  editor.delete(2);
  assertEquals(editor.start(), true);
  assertObjectMatch(editor.current.value!, { seq: 1, text: "one", base: 1 });
  assertEquals(editor.start(4), false);
});

Deno.test("what is left as it was, or empty, is not sent", async () => {
  await using it = await open([ANN, "one"]);
  it.rewrite(1, "one");
  it.rewrite(1, " \n");
  await it.server.settle();
  assertEquals(it.server.received("message.edit"), []);
});

Deno.test("rewriting goes on from the edit that is under way", async () => {
  await using it = await open([ANN, "one"]);
  const { editor } = it.chat.room.value;
  it.tab.disconnect();
  it.rewrite(1, "first");
  editor.start(1);
  assertObjectMatch(editor.current.value!, { seq: 1, text: "first", base: 1 });
  editor.finish("one");
  await it.server.pass(1_000);
  assertEquals([texts(it.chat), pending(it.chat)], [["one"], []]);
});

Deno.test("rewriting that began before one's last edit was taken is made on it", async () => {
  await using it = await open([ANN, "one"]);
  const { editor } = it.chat.room.value;
  it.rewrite(1, "first");
  editor.start(1);
  await it.server.settle();
  assertEquals(editor.current.value?.base, 2);
  editor.finish("1st");
  await it.server.settle();
  assertEquals([texts(it.chat), pending(it.chat)], [["1st"], []]);
});

Deno.test("a message that is deleted while it is rewritten is not rewritten any more", async () => {
  await using it = await open([ANN, "one"]);
  const { editor } = it.chat.room.value;
  editor.start(1);
  await it.server.remove(ANN, 1);
  assertEquals([editor.current.value, pending(it.chat)], [null, []]);
});

Deno.test("what a message was to say when it was deleted stays as a message that was not sent, and can be", async () => {
  await using it = await open([ANN, "one"]);
  const { editor } = it.chat.room.value;
  editor.start(1);
  editor.current.value!.text = "one, and much more";
  await it.server.remove(ANN, 1);
  assertEquals([editor.current.value, pending(it.chat)], [null, ["one, and much more"]]);
  assertEquals(failures(it.chat), ["The message you were editing was deleted."]);
  assertEquals(it.server.received("message.edit").length, 0);
  it.chat.room.value.retry(it.chat.room.value.pending.value[0]!.id);
  await it.server.settle();
  assertEquals([texts(it.chat), pending(it.chat)], [["", "one, and much more"], []]);
});
