import { assertEquals } from "@std/assert";
import { openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

Deno.test("who may be in the middle of a message: newcomers, then guests, then accounts, by address and the newest first", async () => {
  await using open = await openHub();
  const { hub, clock } = open;
  const member = new Peer(hub, { account: await open.account("Mia") });
  const old = new Peer(hub, { account: person("Ada"), address: "192.0.2.1" });
  const other = new Peer(hub, { account: person("Bo"), address: "192.0.2.2" });
  const sameAddress = new Peer(hub, { account: person("Cy"), address: "192.0.2.1" });
  const newcomer = new Peer(hub, { address: "192.0.2.2" });
  assertEquals(hub.suspects(), [[newcomer.connection]]);
  clock.advance(2_000);
  assertEquals(hub.suspects(), [
    [newcomer.connection],
    [old.connection, sameAddress.connection],
    [other.connection],
    [member.connection],
  ]);
  // A frame that was whole shows that they were in the middle of none.
  other.connection.receive("{}");
  member.connection.receiveBinary();
  assertEquals(hub.suspects(), [
    [newcomer.connection],
    [old.connection, sameAddress.connection],
  ]);
});

Deno.test("suspects of very many addresses come in a few groups, and none is left out", async () => {
  await using open = await openHub();
  const peers = Array.from(
    { length: 50 },
    (_, i) => new Peer(open.hub, { account: person(`Guest ${i}`), address: `192.0.2.${i}` }),
  );
  open.clock.advance(2_000);
  const groups = open.hub.suspects();
  assertEquals(groups.map(({ length }) => length), [...Array(16).fill(3), 2]);
  assertEquals(groups.flat(), peers.map(({ connection }) => connection).reverse());
});

Deno.test("who is dropped comes back as after a lost network: nobody hears of it", async () => {
  await using open = await openHub();
  const { hub, clock } = open;
  const grace = new Peer(hub, { account: person("Grace") });
  await grace.must({ type: "room.join", room: "general" });
  const ada = new Peer(hub, { account: person("Ada") });
  await ada.must({ type: "room.join", room: "general" });
  clock.advance(1_000);
  ada.connection.drop();
  assertEquals([ada.closeCode, hub.connectionCount], [1006, 1]);
  await new Peer(hub, { account: person("Ada") }).must({ type: "room.join", room: "general" });
  clock.advance(10_000);
  assertEquals(grace.inbox.all("presence").flatMap(({ left }) => left), []);
});
