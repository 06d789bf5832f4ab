import { assertEquals } from "@std/assert";
import type { User } from "../../../protocol/entities.ts";
import { DEFAULT_LIMITS, PEOPLE_PER_PAGE, PRESENCE_NAMED } from "../../../protocol/limits.ts";
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

Deno.test("five hundred who come at once are told in one event, some of them by name, and the rest are found page by page", async () => {
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
  assertEquals([storm.joined.length, storm.more, storm.online], [PRESENCE_NAMED, true, 501]);
  const reply = await watcher.must({ type: "room.join", room: "general" });
  assertEquals([reply.users!.length, reply.online, reply.people], [PEOPLE_PER_PAGE, 501, 501]);
  const listed: string[] = [];
  let after: User | undefined;
  do {
    const asked = { type: "room.people", room: "general", online: true, after };
    const { people, next } = await watcher.must(asked);
    listed.push(...people!.map(({ name }) => name));
    after = next;
  } while (after);
  assertEquals(listed, ["Ada", ...crowd.map(({ connection }) => connection.account!.name).sort()]);
});

Deno.test("the more look at a room, the longer it is gathered who came and who types", async () => {
  await using open = await openHub({ limits: { windowMsPerPerson: 200 } });
  const peers = ["Ada", "Bo", "Cy"].map((name) => new Peer(open.hub, { account: person(name) }));
  for (const peer of peers) await peer.must({ type: "room.join", room: "general" });
  open.clock.advance(presenceWindowMs);
  const [watcher, typist] = [peers[0]!, peers[1]!];
  await watcher.inbox.next("presence");
  typist.connection.receive(JSON.stringify({ type: "typing", room: "general" }));
  await typist.must({ type: "room.leave", room: "general" });
  open.clock.advance(399);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assertEquals([watcher.inbox.all("presence").length, watcher.inbox.all("typing").length], [1, 0]);
  open.clock.advance(1);
  assertEquals((await watcher.inbox.next("presence", ({ left }) => left.length === 1)).online, 2);
});
