import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Presence } from "../../../hub/rooms/presence.ts";
import { DEFAULT_LIMITS } from "../../../protocol/limits.ts";
import { openHub, person } from "../../support/open_hub.ts";
import { type Of, Peer } from "../../support/peer.ts";

const { presenceWindowMs, presenceGraceMs } = DEFAULT_LIMITS;
const ada = person("Ada");
const grace = person("Grace");

function names(event: Of<"presence">) {
  return {
    joined: event.joined.map((user) => user.name),
    left: event.left.map((user) => user.name),
    online: event.online,
  };
}

Deno.test("who comes and who goes is told to the others", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: ada });
  await watcher.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  const visitor = new Peer(open.hub, { account: grace });
  await visitor.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  const came = await watcher.inbox.next("presence", (event) => event.joined[0]?.id === grace.id);
  assertEquals(names(came), { joined: ["Grace"], left: [], online: 2 });

  visitor.connection.closed(1000);
  open.clock.advance(presenceWindowMs);
  const went = await watcher.inbox.next("presence", (event) => event.left.length > 0);
  assertEquals(names(went), { joined: [], left: ["Grace"], online: 1 });
});

Deno.test("a second tab is not a second person", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: ada });
  await watcher.must({ type: "room.join", room: "general" });
  const first = new Peer(open.hub, { account: grace });
  await first.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  await watcher.inbox.next("presence");
  const second = new Peer(open.hub, { account: grace });
  const reply = await second.must({ type: "room.join", room: "general" });
  assertEquals(reply.users!.map((user) => user.name), ["Ada", "Grace"]);
  first.connection.closed(1000);
  open.clock.advance(10 * presenceWindowMs);
  await watcher.must({ type: "room.list" });
  assertEquals(watcher.inbox.all("presence").length, 1);
});

Deno.test("a reload makes no noise", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: ada });
  await watcher.must({ type: "room.join", room: "general" });
  const before = new Peer(open.hub, { account: grace });
  await before.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  await watcher.inbox.next("presence");

  before.connection.closed(1001);
  open.clock.advance(presenceGraceMs - 1_000);
  const after = new Peer(open.hub, { account: grace });
  await after.must({ type: "room.join", room: "general" });
  open.clock.advance(2 * presenceGraceMs);
  await watcher.must({ type: "room.list" });
  assertEquals(watcher.inbox.all("presence").length, 1);
});

Deno.test("somebody whose network died is gone after the grace", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: ada });
  await watcher.must({ type: "room.join", room: "general" });
  const lost = new Peer(open.hub, { account: grace });
  await lost.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  lost.connection.closed(1006);
  open.clock.advance(presenceGraceMs + presenceWindowMs);
  const went = await watcher.inbox.next("presence", (event) => event.left.length > 0);
  assertEquals(names(went), { joined: [], left: ["Grace"], online: 1 });
});

Deno.test("five hundred who come at once are told in one event", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: ada });
  await watcher.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  await watcher.inbox.next("presence");
  const crowd = Array.from(
    { length: 500 },
    (_, i) => new Peer(open.hub, { account: person(`Guest ${i}`) }),
  );
  await Promise.all(crowd.map((peer) => peer.must({ type: "room.join", room: "general" })));
  open.clock.advance(presenceWindowMs);
  const storm = await watcher.inbox.next("presence", (event) => event.joined.length > 1);
  assertEquals([storm.joined.length, storm.online], [500, 501]);
});

Deno.test("the more people are in a room, the longer it is gathered who came and who types", async () => {
  await using open = await openHub({ limits: { windowMsPerPerson: 200 } });
  const peers = ["Ada", "Bo"].map((name) => new Peer(open.hub, { account: person(name) }));
  for (const peer of peers) await peer.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  const [watcher, typist] = peers as [Peer, Peer];
  await watcher.inbox.next("presence");
  typist.connection.receive(JSON.stringify({ type: "typing", room: "general" }));
  await typist.must({ type: "room.leave", room: "general" });
  open.clock.advance(399);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assertEquals([watcher.inbox.all("presence").length, watcher.inbox.all("typing").length], [1, 0]);
  open.clock.advance(1);
  assertEquals((await watcher.inbox.next("presence", ({ left }) => left.length === 1)).online, 1);
});

Deno.test("for every order of arrivals and departures, what was told adds up to who is there", () => {
  const people = ["a", "b", "c"].map(person);
  const step = fc.record({
    who: fc.nat(people.length - 1),
    what: fc.constantFrom("arrive", "depart", "vanish", "tell", "wait"),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const presence = new Presence();
    const connections = new Map<string, number>();
    const told = new Set<string>();
    let now = 0;
    for (const { who, what } of steps) {
      const user = people[who]!;
      const count = connections.get(user.id) ?? 0;
      if (what === "arrive") {
        presence.arrive(user);
        connections.set(user.id, count + 1);
      } else if ((what === "depart" || what === "vanish") && count > 0) {
        presence.depart(user.id, what === "depart" ? now : now + 5);
        connections.set(user.id, count - 1);
      } else if (what === "wait") now += 3;
      if (what === "tell") tell();
    }
    now += 10;
    tell();
    const online = people.filter((user) => (connections.get(user.id) ?? 0) > 0).map((u) => u.id);
    assertEquals([...told].sort(), online.sort());
    assertEquals(presence.users().map((user) => user.id), online, "in order");

    function tell() {
      presence.sweep(now);
      presence.users();
      const changes = presence.changes();
      for (const user of changes?.joined ?? []) {
        assertEquals(told.has(user.id), false);
        told.add(user.id);
      }
      for (const user of changes?.left ?? []) assertEquals(told.delete(user.id), true);
    }
  }));
});

Deno.test("who is here keeps the name they have here, whatever another hub calls them", () => {
  const presence = new Presence();
  presence.arrive({ id: "u", name: "Ada Lovelace" });
  presence.here();
  presence.setElsewhere("another", [{ id: "u", name: "Ada" }, { id: "v", name: "Bo" }]);
  presence.setElsewhere("another", [{ id: "u", name: "Ada" }, { id: "v", name: "Bob" }]);
  assertEquals(presence.users().map(({ name }) => name), ["Ada Lovelace", "Bob"]);
  assertEquals(presence.isHereStale, false, "nothing to tell other hubs");
});
