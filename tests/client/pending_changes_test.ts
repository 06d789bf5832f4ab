import { assertEquals } from "@std/assert";
import type { LocalChat } from "../../client/chat.ts";
import { buildRows } from "../../client/log/rows.ts";
import { failureOf, type OutgoingItem, textOf } from "../../client/outgoing/outgoing_item.ts";
import type { Account, Message } from "../../protocol/entities.ts";
import { ChatServer, refuse } from "./support/chat_server.ts";
import { FakeTab, newProfile } from "./support/fake_browser.ts";
import { settle } from "./support/fake_socket.ts";
import { ANN, BOB } from "./support/log_model.ts";

const timeline = (chat: LocalChat) => chat.room.value.timeline.value;
const pending = (chat: LocalChat) => chat.room.value.pending.value;
const texts = (chat: LocalChat) => timeline(chat).messages.map((one) => one.text);
const isDeleted = (chat: LocalChat) =>
  timeline(chat).messages.map((one) => one.deletedAt !== undefined);
/** What is on its way with each message, as it is shown. */
const changes = (chat: LocalChat) =>
  buildRows(timeline(chat), {
    me: ANN.id,
    pending: pending(chat),
    dividerAfter: null,
    timeZone: "UTC",
  })
    .flatMap((row) => row.kind === "message" ? [shown(row.change)] : []);
const shown = (item: OutgoingItem | null) =>
  item && [item.change.kind, textOf(item), failureOf(item)];

async function open(...posted: [Account, string][]) {
  const server = new ChatServer("general");
  for (const [user, text] of posted) server.post(user, "general", { text });
  const tab = new FakeTab(server);
  const chat = await tab.openPage();
  const rewrite = (seq: number, text: string) => {
    chat.room.value.editor.start(seq);
    chat.room.value.editor.finish(text);
  };
  return { server, tab, chat, rewrite };
}

Deno.test("an edit shows at once as on its way, and stands when the server has it", async () => {
  const { chat, rewrite } = await open([ANN, "helo"]);
  rewrite(1, "hello");
  assertEquals([texts(chat), changes(chat)], [["helo"], [["edit", "hello", null]]]);
  await settle();
  assertEquals([texts(chat), changes(chat)], [["hello"], [null]]);
});

Deno.test("a deletion shows at once as on its way, and stands when the server has it", async () => {
  const { chat } = await open([ANN, "hello"]);
  chat.room.value.editor.delete(1);
  assertEquals(changes(chat), [["delete", "", null]]);
  await settle();
  assertEquals([isDeleted(chat), changes(chat)], [[true], [null]]);
});

Deno.test("an acknowledged edit stays on its way until the log has it, so that the old text never comes back", async () => {
  const { server, chat, rewrite } = await open([ANN, "helo"]);
  // The reply comes, the event does not.
  server.fault = (request) => {
    if (request.type !== "message.edit") return null;
    return {
      type: "reply",
      ref: "",
      ok: true,
      version: server.log().edit(0, request.text).version,
    };
  };
  rewrite(1, "hello");
  await settle();
  assertEquals([texts(chat), changes(chat)], [["helo"], [["edit", "hello", null]]]);
  server.publish("general", server.log().messages[0]!);
  await settle();
  assertEquals([texts(chat), changes(chat)], [["hello"], [null]]);
});

Deno.test("changes made offline are sent once, in order, when the connection is back", async () => {
  const { server, tab, chat, rewrite } = await open([ANN, "one"], [ANN, "two"]);
  tab.disconnect();
  rewrite(1, "first");
  chat.room.value.editor.delete(2);
  rewrite(1, "1st");
  await tab.pass(1_000);
  assertEquals([texts(chat), isDeleted(chat)], [["1st", ""], [false, true]]);
  assertEquals(server.received("message.edit").map((one) => one.text), ["1st"]);
  assertEquals(server.received("message.delete").length, 1);
});

Deno.test("changes survive a reload before they were sent", async () => {
  const server = new ChatServer("general");
  server.post(ANN, "general", { text: "one" });
  server.post(ANN, "general", { text: "two" });
  const profile = newProfile();
  const tab = new FakeTab(server, profile);
  const before = await tab.openPage();
  tab.disconnect();
  before.room.value.editor.start(1);
  before.room.value.editor.finish("first");
  before.room.value.editor.delete(2);
  await settle();
  tab.crash(before);
  const after = await new FakeTab(server, profile).openPage();
  await settle();
  assertEquals([texts(after), isDeleted(after)], [["first", ""], [false, true]]);
});

Deno.test("a refused edit says why, can be tried again, and given up", async () => {
  const { server, chat, rewrite } = await open([ANN, "one"]);
  server.fault = ({ type }) => type === "message.edit" ? refuse("read_only") : null;
  rewrite(1, "first");
  await settle();
  assertEquals(changes(chat), [["edit", "first", "This room is read-only."]]);
  const [failed] = pending(chat);
  chat.room.value.retry(failed!.id);
  await settle();
  assertEquals(server.received("message.edit").length, 2);
  assertEquals(chat.room.value.discard(failed!.id), "first");
  assertEquals([texts(chat), changes(chat)], [["one"], [null]]);
});

Deno.test("an edit of a message that somebody deletes meanwhile gives way to the deletion", async () => {
  const { server, tab, chat, rewrite } = await open([ANN, "one"]);
  tab.disconnect();
  rewrite(1, "first");
  server.log().remove(0);
  await tab.pass(1_000);
  assertEquals([isDeleted(chat), changes(chat), pending(chat)], [[true], [null], []]);
});

Deno.test("one's last message is rewritten: not another's, none that is deleted or about to be", async () => {
  const { server, chat } = await open([ANN, "one"], [ANN, "two"], [ANN, "three"], [BOB, "four"]);
  const { editor } = chat.room.value;
  server.publish("general", server.log().remove(2));
  server.fault = ({ type }) => type === "message.delete" ? "lose" : null;
  editor.delete(2);
  await settle();
  assertEquals([editor.start(), editor.current.value], [true, { seq: 1, text: "one", base: 1 }]);
  assertEquals(editor.start(4), false);
});

Deno.test("what is left as it was, or empty, is not sent", async () => {
  const { server, rewrite } = await open([ANN, "one"]);
  rewrite(1, "one");
  rewrite(1, " \n");
  await settle();
  assertEquals(server.received("message.edit"), []);
});

Deno.test("rewriting goes on from the edit that is under way", async () => {
  const { tab, chat, rewrite } = await open([ANN, "one"]);
  tab.disconnect();
  rewrite(1, "first");
  chat.room.value.editor.start(1);
  assertEquals(chat.room.value.editor.current.value, {
    seq: 1,
    text: "first",
    base: 1,
  });
  chat.room.value.editor.finish("one");
  await tab.pass(1_000);
  assertEquals([texts(chat), pending(chat)], [["one"], []]);
});

Deno.test("a message that is deleted while it is rewritten is not rewritten any more", async () => {
  const { server, chat } = await open([ANN, "one"]);
  chat.room.value.editor.start(1);
  const deleted: Message = server.log().remove(0);
  server.publish("general", deleted);
  await settle();
  assertEquals(chat.room.value.editor.current.value, null);
});
