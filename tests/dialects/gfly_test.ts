import { assert, assertEquals, assertMatch } from "@std/assert";
import { openPlain } from "../../dialects/plain.ts";
import { type Account, publicUser } from "../../protocol/entities.ts";
import { openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";
import { SeedPeer } from "./seed_peer.ts";

/** Clients of gFly's chat: the same address as plain ones, and actions in an envelope. */

interface Envelope {
  metadata: { version: string; timestamp: string };
  channel: { id: string; type: string };
  // deno-lint-ignore no-explicit-any -- each action has its own
  action: { type: string; data: any };
}

const openGeneral = openPlain("general");

function action(type: string, data: unknown = {}, channel?: string) {
  return { ...(channel && { channel: { id: channel, type: "group" } }), action: { type, data } };
}

function send(text: string, { id, channel }: { id?: string; channel?: string } = {}) {
  return action("send_message", { message: { id, content: { text } } }, channel);
}

function told(
  peer: SeedPeer,
  type: string,
  fits: (data: Envelope["action"]["data"]) => boolean = () => true,
) {
  return peer.object<Envelope>(({ action }) => action.type === type && fits(action.data));
}

function text(peer: SeedPeer, wanted: string) {
  return told(peer, "send_message", (data) => data.message?.content.text === wanted);
}

Deno.test("the seed's own example is posted, and comes back in its envelope", async () => {
  await using open = await openHub();
  const alice = person("Alice");
  const peer = new SeedPeer(open.hub, alice, openGeneral);
  const reader = new Peer(open.hub, { account: person("Grace") });
  await reader.must({ type: "room.join", room: "general" });
  peer.say({
    metadata: { version: "1.0", timestamp: "2026-02-18T00:00:00Z" },
    channel: { id: "general", type: "group" },
    action: {
      type: "send_message",
      data: {
        message: {
          id: "abc123",
          sender_id: "user42",
          timestamp: "2026-02-18T00:00:00Z",
          type: "text",
          content: { text: "Hello!" },
          status: "sent",
          reactions: [],
        },
      },
    },
  });
  const { message } = await reader.inbox.next("message");
  assertEquals([message.id, message.text, message.user], ["abc123", "Hello!", publicUser(alice)]);
  const timestamp = new Date(message.at).toISOString();
  assertEquals(await text(peer, "Hello!"), {
    metadata: { version: "1.0", timestamp },
    channel: { id: "general", type: "group" },
    action: {
      type: "send_message",
      data: {
        message: {
          id: "abc123",
          sender_id: alice.id,
          sender_name: "Alice",
          timestamp,
          type: "text",
          content: { text: "Hello!" },
          status: "sent",
          reactions: [],
        },
      },
    },
  });
});

Deno.test("an id is posted once, a message without one gets one, plain text is a message", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Alice"), openGeneral);
  peer.say(send("once", { id: "same" }));
  await text(peer, "once");
  peer.say(send("again", { id: "same" }));
  peer.say(send("without"));
  peer.say(" in plain\ntext ");
  await text(peer, "without");
  await text(peer, "in plain\ntext");
  const page = await open.store.snapshot("general", 10);
  assertEquals(page!.messages.map((message) => message.text), [
    "once",
    "without",
    "in plain\ntext",
  ]);
});

Deno.test("edits and deletions of others come in the envelope, under the same id", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Alice"), openGeneral);
  peer.say(action("list_channels"));
  await told(peer, "list_channels");
  const writer = new Peer(open.hub, { account: person("Grace") });
  await writer.must({ type: "message.send", room: "general", id: "g", text: "first" });
  await writer.must({ type: "message.edit", room: "general", seq: 1, text: "second" });
  await writer.must({ type: "message.delete", room: "general", seq: 1 });
  const states = [];
  for (const status of ["sent", "edited", "deleted"]) {
    const { action } = await told(peer, "send_message", (data) => data.message?.status === status);
    states.push([action.data.message.id, action.data.message.content.text]);
  }
  assertEquals(states, [["g", "first"], ["g", "second"], ["g", ""]]);
});

Deno.test("channels are listed, made and switched without a new connection", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Alice"), openGeneral);
  peer.say(action("create_channel", { channel_id: "sports", name: "Sports Talk" }));
  const made = await told(peer, "create_channel");
  assertEquals([made.action.data.success, made.action.data.channel.name], [true, "Sports Talk"]);
  peer.say(action("create_channel", { channel_id: "sports", name: "Again" }));
  const taken = await told(peer, "create_channel", (data) => !data.success);
  assertEquals(taken.action.data.error.code, "room_exists");
  peer.say(action("create_channel", { name: "Café & Co" }));
  await told(peer, "create_channel", (data) => data.channel?.id === "cafe-co");
  peer.say(action("list_channels"));
  const { action: { data } } = await told(peer, "list_channels");
  assertEquals(data.channels.map(({ id, type }: { id: string; type: string }) => [id, type]), [
    ["cafe-co", "group"],
    ["general", "group"],
    ["sports", "group"],
  ]);

  peer.say(action("switch_channel", { channel_id: "sports" }));
  peer.say(send("to sports"));
  const echo = await text(peer, "to sports");
  assertEquals(echo.channel.id, "sports");
  await told(peer, "switch_channel", (data) => data.success);
  const writer = new Peer(open.hub, { account: person("Grace") });
  await writer.must({ type: "message.send", room: "general", id: "g", text: "in general" });
  await writer.must({ type: "message.send", room: "sports", id: "s", text: "in sports" });
  await text(peer, "in sports");
  assert(!peer.frames.some((frame) => frame.includes("in general")), "it left the other channel");
  peer.say(send("elsewhere", { channel: "general" }));
  peer.say(action("list_channels"));
  // Where it was posted one hears nothing of it.
  let page = await open.store.snapshot("general", 10);
  while (page!.messages.length < 2) {
    await new Promise((resolve) => setImmediate(resolve));
    page = await open.store.snapshot("general", 10);
  }
  assertEquals(page!.messages.at(-1)!.text, "elsewhere");
});

Deno.test("a channel that is not there cannot be switched to, and one stays where one is", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Alice"), openGeneral);
  peer.say(action("switch_channel", { channel_id: "nowhere" }));
  const refused = await told(peer, "switch_channel");
  assertEquals([refused.action.data.success, refused.action.data.error.code], [
    false,
    "room_not_found",
  ]);
  peer.say(send("still here"));
  assertEquals((await text(peer, "still here")).channel.id, "general");
});

Deno.test("an account signs in; what it was before is gone from the room", async () => {
  const alice: Account = { id: "u_alice", name: "alice", role: "member" };
  await using open = await openHub({
    wrapIdentities: (identities) =>
      override(identities, {
        findSession: () => Promise.resolve({ account: alice, sessionId: "s" }),
        signIn: ({ name, password }) =>
          Promise.resolve(
            password === "secret"
              ? {
                ok: true,
                value: {
                  account: { ...alice, name },
                  sessionId: "s",
                  token: "t",
                },
              }
              : {
                ok: false,
                error: { code: "wrong_credentials", message: "Wrong", retryable: false },
              },
          ),
      }),
  });
  const watcher = new Peer(open.hub, { account: person("Grace") });
  await watcher.must({ type: "room.join", room: "general" });
  const peer = new SeedPeer(open.hub, person("Guest 1234"), openGeneral);
  peer.say(action("user_auth", { username: "alice", password: "guess" }));
  const wrong = await told(peer, "user_auth");
  assertEquals([wrong.action.data.success, wrong.action.data.error.code], [
    false,
    "wrong_credentials",
  ]);
  open.clock.advance(1_000);
  peer.say(action("user_auth", { username: "alice", password: "secret" }));
  const { action: { data } } = await told(peer, "user_auth", (data) => data.success);
  assertEquals(data, {
    success: true,
    user: { id: "u_alice", name: "alice", role: "member" },
    token: "t",
  });
  open.clock.advance(1_000);
  const { left } = await watcher.inbox.next("presence", ({ left }) => left.length > 0);
  assertEquals(left.map(({ name }) => name), ["Guest 1234"]);
  peer.say(send("hi"));
  const { message } = await watcher.inbox.next("message");
  assertEquals(message.user.name, "alice");
  const room = open.hub.rooms.get("general")!;
  while (room.info.people < 2) await open.store.rooms();
  open.clock.advance(1_000);
  const came = await watcher.inbox.next("presence", ({ entered }) => entered !== undefined);
  assertEquals([came.joined[0]?.name, came.entered?.[0]?.name], ["alice", "alice"]);
  peer.say(action("user_auth", { username: "alice", password: "secret" }));
  await told(peer, "user_auth", (data) => data.error?.code === "already_authenticated");
});

Deno.test("a server where nobody has an account takes the name as a guest's", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Guest 1234"), openGeneral);
  peer.say(action("user_auth", { username: "alice", password: "secret" }));
  const { action: { data } } = await told(peer, "user_auth");
  assertEquals([data.success, data.user.name, data.user.role], [true, "alice", "guest"]);
});

Deno.test("what is unknown or broken gets an error in the envelope, and the connection goes on", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Alice"), openGeneral);
  const broken: [unknown, string, RegExp][] = [
    [action("dance"), "error", /no action "dance"/],
    [action("__proto__"), "error", /no action "__proto__"/],
    [action("send_message"), "send_message", /data.message/],
    [action("send_message", { message: { content: { text: 1 } } }), "send_message", /content.text/],
    [send("hi", { id: "not an id!" }), "send_message", /id: must be/],
    [send(" "), "send_message", /empty/],
    [action("switch_channel", { channel_id: 7 }), "switch_channel", /channel_id/],
    [action("switch_channel", { channel_id: "李" }), "switch_channel", /room/],
    [action("create_channel"), "create_channel", /channel_id or a name/],
    [action("user_auth", { username: "alice" }), "user_auth", /password/],
    [
      { action: { type: "list_channels", data: null }, channel: { id: { a: 1 } } },
      "list_channels",
      /^$/,
    ],
  ];
  for (const [i, [frame, type, message]] of broken.entries()) {
    peer.say(frame);
    const envelope = JSON.parse((await peer.heard(i + 1))[i]!) as Envelope;
    assertEquals(envelope.action.type, type);
    assertMatch(envelope.action.data.error?.message ?? "", message);
    assertEquals(envelope.metadata.version, "1.0");
  }
});

Deno.test("the first frame may be any action, a later one only what gFly knows", async () => {
  await using open = await openHub();
  const peer = new SeedPeer(open.hub, person("Alice"), openGeneral);
  const lines = ["hello", JSON.stringify(action("dance")), '{"action":"none"}', "{broken"];
  for (const [i, line] of lines.entries()) {
    peer.say(line);
    assertEquals((await peer.heard(i + 1))[i], line);
  }
  peer.say(action("list_channels"));
  await peer.heard(5);
  assertEquals((JSON.parse(peer.frames[4]!) as Envelope).action.type, "list_channels");
});
