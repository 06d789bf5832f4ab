import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { openConfabV1 } from "../../../dialects/confab_v1.ts";
import { openPlain } from "../../../dialects/plain.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { HERE, openHub, override, person } from "../../support/open_hub.ts";
import { Peer } from "../../support/peer.ts";

const ada = person("Ada");

Deno.test("every connection is welcomed with who it is and the limits", async () => {
  await using open = await openHub();
  const known = await new Peer(open.hub, { account: ada }).inbox.next("welcome");
  assertEquals([known.protocol, known.user], ["confab.v1", ada]);
  assertEquals(known.limits.messageBytes, 10_240);
  const unknown = await new Peer(open.hub).inbox.next("welcome");
  assertEquals(unknown.user, null);
});

Deno.test("a guest says a name, and comes back as the same user by it", async () => {
  await using open = await openHub();
  const first = await new Peer(open.hub).must({ type: "auth", name: "  Ada   L " });
  assertEquals(first.user!.name, "Ada L");
  const byName = await new Peer(open.hub).must({ type: "auth", name: "Ada L" });
  assertEquals(byName.user, first.user);
  assertEquals(byName.token, undefined);
  const other = await new Peer(open.hub).must({ type: "auth", name: "Grace" });
  assertNotEquals(other.user!.id, first.user!.id);
});

Deno.test("who has a session comes back by its token", async () => {
  await using open = await openHub();
  const entered = await open.hub.guests.enter("Ada", HERE);
  assert(entered.ok);
  const { account, token } = entered.value;
  const reply = await new Peer(open.hub).must({ type: "auth", token });
  assertEquals([reply.user, reply.token], [account, token]);
  await open.accounts.signingIn.signOut(token);
  assertEquals(await new Peer(open.hub).refusal({ type: "auth", token }), "session_expired");
});

Deno.test("a session that ends while its token is looked up does not leave its socket behind", async () => {
  await using open = await openHub({
    wrapIdentities: (identities) =>
      override(identities, {
        async findSession(token) {
          const found = await identities.findSession(token);
          await open.accounts.signingIn.signOut(token);
          return found;
        },
      }),
  });
  const entered = await open.hub.guests.enter("Ada", HERE);
  assert(entered.ok);
  const peer = new Peer(open.hub);
  peer.connection.receive(JSON.stringify({ type: "auth", token: entered.value.token }));
  while (peer.closeCode === null) await new Promise((resolve) => setImmediate(resolve));
  assertEquals(peer.closeCode, 4001);
});

Deno.test("what is sent along with auth is done after it", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub);
  peer.connection.receive(
    '{"type":"auth","ref":"1","name":"Ada"}\n{"type":"room.join","ref":"2","room":"general"}',
  );
  peer.connection.receive(
    '{"type":"message.send","ref":"3","room":"general","id":"m1","text":"hi"}',
  );
  for (const ref of ["2", "3"]) {
    assert((await peer.inbox.next("reply", (reply) => reply.ref === ref)).ok, ref);
  }
  assertEquals(peer.inbox.all("reply")[0]!.ref, "1");
});

Deno.test("without a name nothing can be asked, and after a while the connection is closed", async () => {
  await using open = await openHub();
  const stranger = new Peer(open.hub);
  assertEquals(await stranger.refusal({ type: "room.list" }), "not_authenticated");
  const known = new Peer(open.hub, { account: ada });
  open.clock.advance(DEFAULT_LIMITS.authTimeoutMs);
  assertEquals([stranger.closeCode, known.closeCode], [1008, null]);
});

Deno.test("who has said who they are is not sent away for being late", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub);
  await peer.must({ type: "auth", name: "Ada" });
  open.clock.advance(2 * DEFAULT_LIMITS.authTimeoutMs);
  assertEquals(peer.closeCode, null);
});

Deno.test("who asks for the list of rooms again and again hears of them once", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  for (let i = 0; i < 3; i++) await peer.must({ type: "room.list" });
  assertEquals(peer.connection.audiences.length, 1);
});

Deno.test("bad names, ended sessions and a second auth are refused, each with its code", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub);
  assertEquals(await peer.refusal({ type: "auth", name: " " }), "name_invalid");
  assertEquals(await peer.refusal({ type: "auth", name: "x".repeat(33) }), "name_invalid");
  assertEquals(await peer.refusal({ type: "auth", name: "a\u202eb" }), "name_invalid");
  assertEquals(await peer.refusal({ type: "auth", token: "nope" }), "session_expired");
  assertEquals(await peer.refusal({ type: "auth" }), "bad_message");
  await peer.must({ type: "auth", name: "Ada" });
  assertEquals(await peer.refusal({ type: "auth", name: "Ada" }), "already_authenticated");
});

Deno.test("a server without guests takes no names", async () => {
  await using open = await openHub({ guests: false });
  assertEquals(await new Peer(open.hub).refusal({ type: "auth", name: "Ada" }), "guests_off");
});

Deno.test("every kind of bad frame gets its own code, and the connection lives on", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  const bad: [string, string][] = [
    ["not json", "bad_json"],
    ["[1]", "bad_message"],
    ["{}", "unknown_type"],
    ['{"type":"room.explode"}', "unknown_type"],
    ['{"type":"__proto__"}', "unknown_type"],
    ['{"type":"room.join"}', "bad_message"],
    ['{"type":"room.join","room":"Not A Slug"}', "bad_message"],
    ['{"type":"room.list","extra":1}', "bad_message"],
    ['{"type":"message.send","room":"general","id":"m1","text":" "}', "text_empty"],
    ['{"type":"message.send","room":"general","id":"m1","text":"\\ud800"}', "bad_message"],
    ['{"type":"message.send","room":"general","id":"m1","text":"a\\u0000b"}', "bad_message"],
    ['{"type":"message.send","room":"general","id":"m1","text":"\\u001b[2J"}', "bad_message"],
  ];
  for (const [frame] of bad) peer.connection.receive(frame);
  peer.connection.receiveBinary();
  await peer.must({ type: "room.list" });
  const codes = peer.inbox.all("error").map((event) => event.code);
  assertEquals(codes, [...bad.map(([, code]) => code), "binary_frame"]);
  assertEquals(peer.closeCode, null);
});

Deno.test("a bad line in a frame does not spoil the good ones", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  peer.connection.receive(
    '{"type":"room.list","ref":"a"}\nnope\n\n{"type":"room.list","ref":"b"}\n',
  );
  await peer.inbox.next("reply", (reply) => reply.ref === "b");
  assertEquals(peer.inbox.all("reply").map((reply) => reply.ref), ["a", "b"]);
  assertEquals(peer.inbox.all("error").length, 1);
});

Deno.test("a text over the limit is refused with both numbers; at the limit it passes, counted in bytes", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  const send = (id: string, text: string) =>
    peer.ask({ type: "message.send", room: "general", id, text });
  const most = DEFAULT_LIMITS.messageBytes;
  assert((await send("a", "x".repeat(most))).ok);
  assert((await send("b", "é".repeat(most / 2))).ok);
  const refused = await send("c", "é".repeat(most / 2) + "x");
  assert(!refused.ok);
  assertEquals(refused.error.code, "text_too_long");
  assertMatch(refused.error.message, /10241 bytes, the limit is 10240/);
});

Deno.test("a frame over the limit closes the connection with 1009", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  peer.connection.receive("x".repeat(DEFAULT_LIMITS.frameBytes + 1));
  assertEquals(peer.closeCode, 1009);
  assertEquals((await peer.inbox.next("error")).code, "frame_too_big");
});

Deno.test("of a frame with too many lines nothing is done, and it closes the connection with 1009", async () => {
  for (const openAdapter of [openConfabV1, openPlain("general")]) {
    await using open = await openHub({ limits: { linesPerFrame: 3 } });
    const peer = new Peer(open.hub, { account: ada, openAdapter });
    peer.send = () => {};
    const line = '{"type":"message.send","room":"general","id":"m1","text":"hi"}';
    peer.connection.receive([line, line, line, line].join("\n"));
    assertEquals(peer.closeCode, 1009);
    const grace = new Peer(open.hub, { account: person("Grace") });
    assertEquals((await grace.must({ type: "history.page", room: "general" })).messages, []);
  }
});

Deno.test("a peer that earns nothing but refusals is closed with 4029; one that behaves is not", async () => {
  await using open = await openHub();
  const flooder = new Peer(open.hub, { account: ada });
  for (let i = 0; i < DEFAULT_LIMITS.floodStrikes - 2; i++) flooder.connection.receive("nope");
  assertEquals(flooder.closeCode, null);
  // Garbage uses up the rate of requests.
  assertEquals(await flooder.refusal({ type: "room.list" }), "rate_limited");
  open.clock.advance(1_000);
  await flooder.must({ type: "room.list" });
  flooder.connection.receive("nope");
  assertEquals(flooder.closeCode, null);
  for (let i = 0; i < DEFAULT_LIMITS.floodStrikes; i++) flooder.connection.receive("nope");
  assertEquals(flooder.closeCode, 4029);
});

Deno.test("draining answers what was taken on, then sends everybody away with 1001 and lets nobody in", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  peer.connection.receive(
    JSON.stringify({ type: "message.send", ref: "s", room: "general", id: "m1", text: "hi" }),
  );
  const drained = open.hub.drain(1_000);
  const late = await peer.ask({ type: "message.send", room: "general", id: "m2", text: "late" });
  assertEquals(!late.ok && late.error.code, "shutting_down");
  assert((await peer.inbox.next("reply", (reply) => reply.ref === "s")).ok);
  open.clock.advance(10);
  await drained;
  assertEquals(peer.closeCode, 1001);
  const refused = await open.hub.admit("127.0.0.1", ada);
  assertEquals(!refused.ok && refused.error.code, "shutting_down");
});

Deno.test("draining waits for a room that is being made, so that its maker need not ask for a second one", async () => {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async createRoom(room, quotas) {
          if (room.id === "general") return store.createRoom(room);
          asked.resolve();
          await held.promise;
          return store.createRoom(room, quotas);
        },
      }),
  });
  const peer = new Peer(open.hub, { account: await open.account("Ada") });
  const made = peer.ask({ type: "room.create", id: "plans", private: true });
  await asked.promise;
  const late = peer.ask({ type: "room.list" });
  const drained = open.hub.drain(1_000);
  await ticks(3);
  open.clock.advance(10);
  await ticks(3);
  assertEquals(peer.closeCode, null);
  held.resolve();
  const reply = await made;
  assertEquals((await late).ok, false);
  while (peer.closeCode === null) {
    open.clock.advance(10);
    await ticks(3);
  }
  await drained;
  const rooms = await open.store.rooms();
  assertEquals(rooms.map(({ id }) => id).sort(), ["general", reply.ok && reply.room!.id].sort());
});

async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
