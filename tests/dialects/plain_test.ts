import { assertEquals } from "@std/assert";
import { openPlain } from "../../dialects/plain.ts";
import { openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";
import { SeedPeer } from "./seed_peer.ts";

/** Clients like the page of gorilla's chat example: text in, text out. */

const general = openPlain("general");

Deno.test("text comes back as it was sent, to everybody and to oneself", async () => {
  await using open = await openHub();
  const ada = new SeedPeer(open.hub, person("Ada"), general);
  const bo = new SeedPeer(open.hub, person("Bo"), general);
  const texts = ["hello", "  spaces  ", '{"not":"an action"}', "<b>&amp;</b>", "ünï ☃ 🎉"];
  for (const [i, text] of texts.entries()) {
    ada.say(text);
    assertEquals((await ada.heard(i + 1))[i], text);
  }
  assertEquals(await bo.heard(texts.length), texts);
});

Deno.test("each line of a frame is a message, a burst comes in one frame, blank lines are nothing", async () => {
  await using open = await openHub();
  const ada = new SeedPeer(open.hub, person("Ada"), general);
  const reader = new Peer(open.hub, { account: person("Grace") });
  await reader.must({ type: "room.join", room: "general" });
  ada.say("one\n\n  \ntwo\nthree\n");
  assertEquals(await ada.heard(1), ["one\ntwo\nthree"]);
  const messages = reader.inbox.all("message").map(({ message }) => message);
  assertEquals(messages.map(({ text, seq }) => [text, seq]), [["one", 1], ["two", 2], [
    "three",
    3,
  ]]);
  assertEquals(messages[0]!.user.name, "Ada");
});

Deno.test("what is said the moment one comes in is heard, what was said before is not", async () => {
  await using open = await openHub();
  const writer = new Peer(open.hub, { account: person("Grace") });
  await writer.must({ type: "message.send", room: "general", id: "a", text: "before" });
  const ada = new SeedPeer(open.hub, person("Ada"), general);
  ada.say("at once");
  await writer.must({ type: "message.send", room: "general", id: "b", text: "after" });
  const lines = (await ada.heard(1)).length === 1 ? await ada.heard(1) : ada.frames;
  while (lines.join("\n").split("\n").length < 2) await ada.heard(ada.frames.length + 1);
  assertEquals(ada.frames.join("\n").split("\n"), ["at once", "after"]);
});

Deno.test("edits and deletions are nothing to it; what it may not do is a line that says so", async () => {
  await using open = await openHub({ limits: { messageBytes: 10 } });
  const writer = new Peer(open.hub, { account: person("Grace") });
  const ada = new SeedPeer(open.hub, person("Ada"), general);
  await writer.must({ type: "message.send", room: "general", id: "a", text: "first" });
  await writer.must({ type: "message.edit", room: "general", seq: 1, text: "edited" });
  await writer.must({ type: "message.delete", room: "general", seq: 1 });
  await writer.must({ type: "message.send", room: "general", id: "b", text: "last" });
  await ada.heard(2);
  ada.say("far too long");
  assertEquals(await ada.heard(3), [
    "first",
    "last",
    'Error: Cannot post to "general": text is 12 bytes, the limit is 10',
  ]);
});
