import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { BrokerEvent } from "../../hub/ports/broker.ts";
import { type Account, type Message, publicUser, type RoomInfo } from "../../protocol/entities.ts";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { ChaoticNetwork } from "../support/chaotic_network.ts";
import { join, names, openPair, randomFrom } from "../support/hub_pair.ts";
import { type OpenHub, openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** Two hubs over one store, joined by a broker that delivers late, again, and out of order where it may. */

const { presenceWindowMs, typingMs, typingWindowMs } = DEFAULT_LIMITS;
const general = { room: "general" };

type RoomFacts = Pick<RoomInfo, "id" | "topic" | "version" | "lastSeq">;

/** What a peer's log says after all it heard, by seq. */
function heard(peer: Peer): Message[] {
  const log = new Map<number, Message>();
  let last = 0;
  for (const { version, message } of peer.inbox.all("message")) {
    assert(version > last, `version ${version} came after ${last}`);
    last = version;
    log.set(message.seq, message);
  }
  return [...log.values()].sort((a, b) => a.seq - b.seq);
}

Deno.test("whatever is posted, edited and deleted on two hubs at once, everybody on both ends up with the same log", async () => {
  const step = fc.record({
    by: fc.nat(3),
    kind: fc.constantFrom("send", "send", "send", "edit", "delete"),
    seq: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 40 }), async (seed, steps) => {
      await using pair = await openPair(seed);
      const peers = await Promise.all([
        join(pair.one, person("Ada")),
        join(pair.one, person("Grace")),
        join(pair.other, person("Ada")),
        join(pair.other, person("Bo")),
      ]);
      await Promise.all(steps.map(({ by, kind, seq }, i) => {
        const fields = {
          send: { id: `m${i}`, text: `${i}` },
          edit: { seq, text: `edited ${i}` },
          delete: { seq },
        };
        return peers[by]!.ask({ type: `message.${kind}`, ...general, ...fields[kind] });
      }));
      await pair.settle();
      const { messages } = (await pair.one.store.changes("general", 0, 1_000))!;
      messages.sort((a, b) => a.seq - b.seq);
      for (const peer of peers) assertEquals(heard(peer), messages);
    }),
    { numRuns: 10 },
  );
});

Deno.test("a room made on one hub is there on both, however late the other hears of it and of its messages", async () => {
  await using pair = await openPair();
  const ada = await join(pair.one, person("Ada"));
  const bo = await join(pair.other, person("Bo"));
  pair.network.hold();
  const made = await ada.must({ type: "room.create", id: "ops", title: "Ops" });
  assertEquals(made.room!.id, "ops");
  await ada.must({ type: "room.join", room: "ops" });
  for (const id of ["a", "b", "c"]) {
    await ada.must({ type: "message.send", room: "ops", id, text: id });
  }
  pair.network.hold("room");
  await pair.network.settled();
  assertEquals(bo.inbox.all("room").map(({ room }) => room.id), []);
  await pair.settle();
  await bo.inbox.next("room", ({ room }) => room.id === "ops");
  const list = await bo.must({ type: "room.list" });
  assertEquals(list.rooms!.map(({ id, version }) => [id, version]), [["general", 0], ["ops", 3]]);
  assertEquals((await bo.must({ type: "room.join", room: "ops" })).messages!.length, 3);
});

Deno.test("rooms are changed on both hubs, and both end up with the last change, told to everybody once", async () => {
  await using pair = await openPair();
  const ada = await pair.one.account("Ada");
  const bo = await pair.one.account("Bo");
  const here = await join(pair.one, ada);
  const there = await join(pair.other, bo);
  const { room } = await here.must({ type: "room.create", id: "plans", private: true });
  const id = room!.id;
  await here.must({ type: "room.invite", room: id, user: bo.id, manager: true });
  await pair.settle();
  await there.must({ type: "room.join", room: id });
  pair.network.hold();
  for (const topic of ["one", "two", "three"]) {
    await here.must({ type: "room.update", room: id, topic });
    await there.must({ type: "room.update", room: id, title: `Plans ${topic}` });
  }
  await pair.settle();
  for (const [peer, { hub }] of [[here, pair.one], [there, pair.other]] as const) {
    const { title, topic } = hub.rooms.find(id, peer.connection.account!)!.info;
    assertEquals([title, topic], ["Plans three", "three"]);
    const told = peer.inbox.all("room").filter(({ room }) => room.id === id)
      .map(({ room }) => `${room.title}, ${room.topic}`);
    const shown = told.filter((line, i) => line !== told[i - 1]);
    assertEquals(shown.length, new Set(shown).size, `${shown}`);
  }
});

Deno.test("what was said in a room that was made anew is not lost on a hub that hears of it before it hears that the first one went", async () => {
  await using pair = await openPair();
  const here = await join(pair.one, person("Ada"));
  const there = await join(pair.other, person("Bo"));
  await there.must({ type: "room.create", id: "ops" });
  await pair.settle();
  pair.network.hold("room");
  await there.must({ type: "room.delete", room: "ops" });
  await there.must({ type: "room.create", id: "ops" });
  await there.must({ type: "message.send", room: "ops", id: "m1", text: "anew" });
  await pair.network.settled();
  await pair.settle();
  const { rooms } = await here.must({ type: "room.list" });
  assertEquals(rooms!.map(({ id, lastSeq }) => [id, lastSeq]), [["general", 0], ["ops", 1]]);
});

Deno.test("whatever rooms are made, changed, written in and deleted on two hubs at once, both end up with those of the store", async () => {
  const step = fc.record({
    by: fc.nat(1),
    room: fc.constantFrom("a", "b"),
    kind: fc.constantFrom(
      "create",
      "create",
      "delete",
      "delete",
      "update",
      "send",
      "list",
      "settle",
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 40 }), async (seed, steps) => {
      await using pair = await openPair(seed);
      const hubs = [pair.one, pair.other];
      const peers = await Promise.all(hubs.map(async (open, i) => {
        const peer = new Peer(open.hub, { account: await pair.one.account(`Admin ${i}`, "admin") });
        await peer.must({ type: "room.list" });
        return peer;
      }));
      for (const [i, { by, room, kind }] of steps.entries()) {
        const peer = peers[by]!;
        pair.network.hold();
        if (kind === "settle") await pair.settle();
        else if (kind === "create") await peer.ask({ type: "room.create", id: room });
        else if (kind === "delete") await peer.ask({ type: "room.delete", room });
        else if (kind === "update") await peer.ask({ type: "room.update", room, topic: `${i}` });
        else if (kind === "list") await peer.ask({ type: "room.list" });
        else await peer.ask({ type: "message.send", room, id: `m${i}`, text: "hi" });
      }
      await pair.settle();
      const facts = ({ id, topic, version, lastSeq }: RoomFacts) => ({
        id,
        topic,
        version,
        lastSeq,
      });
      const stored = (await pair.one.store.rooms()).map(facts);
      for (const peer of peers) {
        const { rooms } = await peer.must({ type: "room.list" });
        const listed = rooms!.map(facts).sort((one, other) => one.id < other.id ? -1 : 1);
        assertEquals(listed, stored);
      }
    }),
    { numRuns: 12 },
  );
});

Deno.test("who is put out of a room on one hub hears nothing more of it on the other", async () => {
  await using pair = await openPair();
  const ada = await pair.one.account("Ada");
  const bo = await pair.one.account("Bo");
  const here = await join(pair.one, ada);
  const there = await join(pair.other, bo);
  const { room } = await here.must({ type: "room.create", id: "plans", private: true });
  const id = room!.id;
  await here.must({ type: "room.invite", room: id, user: bo.id });
  await pair.settle();
  await there.must({ type: "room.join", room: id });
  await here.must({ type: "room.remove", room: id, user: bo.id });
  await pair.settle();
  assertEquals(there.inbox.all("room.gone").map(({ room }) => room), [id]);
  await here.must({ type: "message.send", room: id, id: "m", text: "among us" });
  await pair.settle();
  assertEquals(there.inbox.all("message"), []);
  assertEquals(await there.refusal({ type: "room.members", room: id }), "room_not_found");
});

Deno.test("the people of a room are those on both hubs, each once", async () => {
  await using pair = await openPair();
  const ada = await join(pair.one, person("Ada"));
  const adaToo = await join(pair.other, person("Ada"));
  const bo = await join(pair.other, person("Bo"));
  await pair.settle();
  for (const [peer, open] of [[ada, pair.one], [bo, pair.other]] as const) {
    assertEquals(names(peer, open), ["Ada", "Bo"]);
    const told = peer.inbox.all("presence").flatMap(({ joined }) => joined);
    assertEquals(told.map(({ name }) => name).sort(), ["Ada", "Bo"]);
  }
  ada.connection.closed(1000);
  await pair.settle();
  assertEquals(names(bo, pair.other), ["Ada", "Bo"]);
  adaToo.connection.closed(1000);
  await pair.settle();
  assertEquals(names(bo, pair.other), ["Bo"]);
  const left = bo.inbox.all("presence").flatMap(({ left }) => left);
  assertEquals(left.map(({ name }) => name), ["Ada"]);
});

interface Said {
  came?: Account[];
  went?: Account[];
  whole?: true;
  more?: true;
}

/** Another hub's word on who is in "general" by way of it. */
function say(open: OpenHub, revision: number, { came = [], went = [], ...whole }: Said): void {
  open.broker.publish({
    type: "presence",
    hub: "another",
    revision,
    came: came.map((account) => ({ ...publicUser(account), rooms: ["general"] })),
    went: went.map(({ id }) => id),
    ...whole,
  });
}

Deno.test("what a hub said of its people is not believed again when it comes again", async () => {
  await using open = await openHub();
  const ada = await join(open, person("Ada"));
  const [bo, cy] = [person("Bo"), person("Cy")];
  say(open, 1, { came: [bo], whole: true });
  say(open, 2, { went: [bo] });
  say(open, 1, { came: [bo], whole: true });
  assertEquals(names(ada, open), ["Ada"]);
  say(open, 3, { came: [bo, cy] });
  assertEquals(names(ada, open), ["Ada", "Bo", "Cy"]);
  say(open, 4, { came: [{ ...cy, name: "Cyd" }] });
  assertEquals(names(ada, open), ["Ada", "Bo", "Cyd"]);
});

Deno.test("while a hub names everybody anew those are there whom it has not named yet", async () => {
  await using open = await openHub();
  const ada = await join(open, person("Ada"));
  const [bo, cy, di] = [person("Bo"), person("Cy"), person("Di")];
  say(open, 1, { came: [bo, cy, di], whole: true });
  say(open, 2, { came: [bo], whole: true, more: true });
  assertEquals(names(ada, open), ["Ada", "Bo", "Cy", "Di"]);
  say(open, 3, { came: [cy] });
  assertEquals(names(ada, open), ["Ada", "Bo", "Cy"]);
});

Deno.test("a hub names its people a thousand at a time, and says where that ends", async () => {
  await using open = await openHub({ limits: { connectionsPerAddress: 3_000 } });
  for (let i = 0; i < 2_001; i++) new Peer(open.hub, { account: person(`Guest ${i}`) });
  const told: unknown[] = [];
  open.broker.subscribe((event) => {
    if (event.type === "presence") told.push([event.came.length, event.whole, event.more]);
  });
  open.broker.publish({ type: "hub", hub: "another", says: "hello" });
  const parts = [[1_000, true, true], [1_000, undefined, true], [1, undefined, undefined]];
  // Once because it is new, once because it asks.
  assertEquals(told, [...parts, ...parts]);
});

Deno.test("a hub that has just begun learns who is there", async () => {
  await using pair = await openPair();
  await join(pair.one, person("Ada"));
  await join(pair.other, person("Bo"));
  await pair.settle();
  await using third = await openHub({ broker: pair.network.broker(), beside: pair.one });
  await pair.settle();
  const cy = await join(third, person("Cy"));
  assertEquals(names(cy, third), ["Ada", "Bo", "Cy"]);
});

Deno.test("who was on a hub that is gone without a word is out of every room within 15 s", async () => {
  const network = new ChaoticNetwork(randomFrom(1));
  const lost = network.broker();
  await using one = await openHub({ broker: network.broker() });
  await using other = await openHub({ broker: lost, beside: one });
  const ada = await join(one, person("Ada"));
  await join(other, person("Bo"));
  const pass = async (ms: number) => {
    for (let at = 0; at < ms; at += 1_000) {
      one.clock.advance(1_000);
      await network.settled();
    }
  };
  await pass(20_000);
  assertEquals(names(ada, one), ["Ada", "Bo"], "as long as it says that it is there");
  lost.cut();
  await pass(5_000);
  assertEquals(names(ada, one), ["Ada", "Bo"], "it may only be late");
  await pass(10_000);
  assertEquals(names(ada, one), ["Ada"]);
  assertEquals(ada.inbox.all("presence").at(-1)!.left.map(({ name }) => name), ["Bo"]);
});

Deno.test("a hub that is new, or was silent for long, is told who is here and asked who is there", async () => {
  await using open = await openHub();
  await join(open, person("Ada"));
  open.clock.advance(presenceWindowMs);
  const said: BrokerEvent[] = [];
  open.broker.subscribe((event) => said.push(event));
  const meets = () => {
    said.length = 0;
    open.broker.publish({ type: "hub", hub: "another", says: "alive" });
    return said.filter((event) => "hub" in event && event.hub !== "another")
      .map((event) => event.type === "presence" ? event.came : event.type === "hub" && event.says);
  };
  const here = [{ ...publicUser(person("Ada")), rooms: ["general"] }];
  assertEquals(meets(), [here, "hello"]);
  assertEquals(meets(), ["hello"], "until it has answered");
  const answer = { hub: "another", revision: 1, came: [], went: [] };
  open.broker.publish({ type: "presence", whole: true, ...answer });
  assertEquals(meets(), []);
  open.clock.advance(15_000);
  assertEquals(meets(), [here, "hello"]);
});

Deno.test("a hub that heard nothing for long knows who is elsewhere once it hears again, and is known to the others", async () => {
  const network = new ChaoticNetwork(randomFrom(1));
  const deaf = network.broker();
  await using one = await openHub({ broker: network.broker() });
  await using other = await openHub({ broker: deaf, beside: one });
  const ada = await join(one, person("Ada"));
  const bo = await join(other, person("Bo"));
  const pass = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      one.clock.advance(1_000);
      await network.settled();
    }
  };
  await pass(2);
  deaf.isDeaf = true;
  await pass(20);
  assertEquals([names(ada, one), names(bo, other)], [["Ada", "Bo"], ["Bo"]]);
  await join(other, person("Cy"));
  await pass(2);
  deaf.isDeaf = false;
  network.release();
  await pass(2);
  assertEquals(names(ada, one), ["Ada", "Bo", "Cy"]);
  assertEquals(names(bo, other), ["Ada", "Bo", "Cy"]);
});

Deno.test("a hub that goes down takes its people along at once", async () => {
  await using pair = await openPair();
  const ada = await join(pair.one, person("Ada"));
  await join(pair.other, person("Bo"));
  await pair.settle();
  await pair.other.hub.drain(0);
  await pair.settle();
  assertEquals(names(ada, pair.one), ["Ada"]);
});

Deno.test("who types on one hub is seen typing on the other, for a while", async () => {
  await using pair = await openPair();
  const ada = await join(pair.one, person("Ada"));
  const bo = await join(pair.other, person("Bo"));
  const typing = () => bo.inbox.all("typing").at(-1)?.users.map(({ name }) => name);
  ada.connection.receive('{"type":"typing","room":"general"}');
  await pair.settle();
  pair.one.clock.advance(typingWindowMs);
  await pair.settle();
  assertEquals(typing(), ["Ada"]);
  pair.one.clock.advance(typingMs);
  await pair.settle();
  assertEquals(typing(), []);
});

Deno.test("a name that was changed on one hub is the name on both, in rooms and in conversations", async () => {
  await using pair = await openPair();
  const ada = await pair.one.account("Ada");
  const bo = await pair.one.account("Bo");
  const here = await join(pair.one, ada);
  const there = await join(pair.other, ada);
  const watcher = await join(pair.other, bo);
  await pair.settle();
  pair.network.hold();
  // Two hubs, two names on the way, and a conversation whose record has one of them.
  const rename = async (name: string) => {
    const identity = { account: ada, sessionId: null };
    const renamed = await pair.one.accounts.ownAccount.rename(identity, name);
    assert(renamed.ok);
  };
  await rename("Ada L");
  const { room } = await here.must({ type: "direct.open", users: [bo.id] });
  await rename("Ada Lovelace");
  pair.network.hold("room");
  await pair.network.settled();
  await pair.settle();
  const name = "Ada Lovelace";
  assertEquals(there.inbox.all("account").at(-1)!.user.name, name);
  assertEquals(names(watcher, pair.other), [name, "Bo"]);
  assertEquals(names(here, pair.one), [name, "Bo"]);
  for (const [peer, open] of [[here, pair.one], [watcher, pair.other]] as const) {
    const { members } = open.hub.rooms.find(room!.id, peer.connection.account!)!.info;
    const online = { online: true };
    assertEquals(members, [{ id: ada.id, name, ...online }, { ...publicUser(bo), ...online }]);
  }
});

Deno.test("word of a new name holds against older records of rooms, of the ten thousand who were renamed last", async () => {
  await using open = await openHub();
  const { hub, store } = open;
  const ada = new Peer(hub, { account: await open.account("Ada") });
  const { room } = await ada.must({ type: "room.create", id: "plans", private: true });
  const record = (await store.room(room!.id))!;
  const nameAt = (revision: number) =>
    hub.rooms.learn({ ...record, revision })!.members[0]!.user.name;
  hub.rooms.rename({ id: ada.connection.account!.id, name: "Ada Lovelace" });
  for (let n = 1; n < 10_000; n++) hub.rooms.rename({ id: `u_${n}`, name: `Name ${n}` });
  assertEquals(nameAt(record.revision + 1), "Ada Lovelace");
  hub.rooms.rename({ id: "u_10000", name: "Name 10000" });
  assertEquals(nameAt(record.revision + 2), "Ada");
});

Deno.test("sessions that end and bans on one hub send people away from the other; a lifted ban never comes back", async () => {
  await using pair = await openPair();
  const root = { account: await pair.one.account("Root", "owner"), sessionId: null };
  const ada = await pair.one.account("Ada");
  const bo = await pair.one.account("Bo");
  const { moderation } = pair.one.accounts;
  const tab = new Peer(pair.other.hub, { account: ada, sessionId: "s" });
  const phone = new Peer(pair.other.hub, { account: ada, sessionId: "t" });
  const guest = new Peer(pair.other.hub, { account: person("Cy"), address: "192.0.2.7" });
  pair.one.broker.publish({ type: "sessions.ended", sessionIds: ["s"] });
  await pair.settle();
  assertEquals([tab, phone, guest].map(({ closeCode }) => closeCode), [4001, null, null]);

  assert((await moderation.ban(root, { addresses: ["192.0.2.7"], reason: "", hours: 1 })).ok);
  await pair.settle();
  assertEquals([phone, guest].map(({ closeCode }) => closeCode), [null, 4003]);
  assert(pair.other.accounts.moderation.banOf("192.0.2.7"), "nor may they come in again");

  const banned = await moderation.ban(root, { userId: bo.id, reason: "", hours: null });
  assert(banned.ok);
  const [ban] = banned.value;
  assert((await moderation.unban(root, ban!.id)).ok);
  await pair.settle();
  const back = new Peer(pair.other.hub, { account: bo });
  pair.other.broker.publish({ type: "ban.set", ban: ban! });
  await pair.settle();
  assertEquals(back.closeCode, null);
});
