import { assert, assertEquals } from "@std/assert";
import { openConfabV1 } from "../../dialects/confab_v1.ts";
import type { Place } from "../../hub/connections/places.ts";
import { CLOSE } from "../../protocol/close_codes.ts";
import type { Account } from "../../protocol/entities.ts";
import type { Limits } from "../../protocol/limits.ts";
import { openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");

/** A hub with these limits, and how one comes in there. */
async function openDoor(limits: Partial<Limits>) {
  const warnings: string[] = [];
  const open = await openHub({ limits, warn: (message) => warnings.push(message) });
  const { hub } = open;
  /** Where sockets come from, by the last part of the address. */
  const from = (number: number) => `192.0.2.${number}`;
  const admit = async (number: number, account: Account | null) => {
    const admitted = await hub.admit(from(number), account);
    return admitted.ok ? admitted.value : admitted.error;
  };
  return {
    open,
    hub,
    warnings,
    /** Why nobody more may come from there; null when they may, and then they leave again. */
    async refusal(number: number, account: Account | null = null): Promise<string | null> {
      const admitted = await admit(number, account);
      if ("code" in admitted) return admitted.code;
      admitted.giveBack();
      return null;
    },
    async enter(number: number, account: Account | null = null): Promise<Place> {
      const admitted = await admit(number, account);
      assert(!("code" in admitted), "there is no place");
      return admitted;
    },
    /** A connection on a place, which has to say who it is unless that is known. */
    attach(place: Place, account: Account | null = null) {
      const transport = { send() {}, close() {}, drop() {}, bufferedBytes: 0 };
      const identity = account && { account, sessionId: null };
      const origin = { address: "192.0.2.1", device: "" };
      return hub.attach(transport, { place, identity, origin, openAdapter: openConfabV1 });
    },
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}

Deno.test("a connection that has ended keeps its place until its socket is closed", async () => {
  await using door = await openDoor({ connectionsPerAddress: 1 });
  const place = await door.enter(1, ada);
  assertEquals(await door.refusal(1, ada), "too_many_connections");
  const connection = door.attach(place, ada);
  connection.end(CLOSE.flooding);
  assertEquals(door.hub.connectionCount, 0);
  assertEquals(await door.refusal(1, ada), "too_many_connections");
  assertEquals(await door.refusal(2, ada), null);
  connection.closed(1006);
  connection.closed(1006);
  assertEquals(await door.refusal(1, ada), null);
  assertEquals(door.hub.places.taken, 0);
});

Deno.test("a user's sockets count until they are closed, whoever else comes from there", async () => {
  await using door = await openDoor({ connectionsPerUser: 2 });
  const first = door.attach(await door.enter(1, ada), ada);
  door.attach(await door.enter(2, ada), ada);
  assertEquals(await door.refusal(3, ada), "too_many_connections");
  first.end(CLOSE.tryAgainLater);
  assertEquals(await door.refusal(3, ada), "too_many_connections");
  assertEquals(await door.refusal(1, person("Grace")), null);
  first.closed(1013);
  assertEquals(await door.refusal(3, ada), null);
});

Deno.test("few of an address may not have said who they are; the next wait until one has, or has gone", async () => {
  await using door = await openDoor({ newcomersPerAddress: 2 });
  const { clock } = door.open;
  const silent = door.attach(await door.enter(1));
  const place = await door.enter(1);
  // Neither those with a session nor other addresses.
  await door.enter(1, ada);
  (await door.enter(2)).giveBack();
  const next = [door.enter(1), door.enter(1)];
  const turns = () => {
    clock.advance(5);
    return new Promise((resolve) => setImmediate(resolve));
  };
  await turns();
  assertEquals(await Promise.race([...next, "waits"]), "waits");
  door.attach(place, person("Grace"));
  await turns();
  await next[0];
  assertEquals(await Promise.race([next[1], "waits"]), "waits");
  // It is told to go for its silence, and goes once it is gone.
  clock.advance(30_000 - 20);
  silent.end(CLOSE.policy);
  silent.closed(1006);
});

Deno.test("a newcomer without a place waits for ten seconds, and takes none with them", async () => {
  await using door = await openDoor({ newcomersPerAddress: 1 });
  const silent = door.attach(await door.enter(1));
  silent.end(CLOSE.policy);
  const refused = door.refusal(1);
  door.open.clock.advance(10_005);
  assertEquals(await refused, "too_many_connections");
  assertEquals(door.hub.places.taken, 1);
  silent.closed(1006);
  assertEquals([await door.refusal(1), door.hub.places.taken], [null, 0]);
});

Deno.test("those who wait have places: an address has no more of them than it may have sockets", async () => {
  await using door = await openDoor({ newcomersPerAddress: 1, connectionsPerAddress: 3 });
  await door.enter(1);
  const waiting = [door.refusal(1), door.refusal(1)];
  assertEquals(await door.refusal(1), "too_many_connections");
  assertEquals(door.hub.places.taken, 3);
  door.open.clock.advance(10_005);
  await Promise.all(waiting);
});

Deno.test("what is refused is answered a few at a time, and delays no other address and nobody who comes in", async () => {
  await using door = await openDoor({ connectionsPerAddress: 1 });
  await door.enter(1, ada);
  let refused = 0;
  for (let i = 0; i < 20; i++) void door.refusal(1).then(() => refused += 1);
  const pass = (ms: number) => {
    door.open.clock.advance(ms);
    return new Promise((resolve) => setImmediate(resolve));
  };
  await pass(0);
  assertEquals(refused, 8);
  await door.enter(2);
  void door.refusal(2).then(() => refused += 100);
  await pass(5);
  assertEquals(refused, 115);
  await pass(5);
  assertEquals(refused, 120);
});

Deno.test("the server has so many places and not one more, and the log says so once", async () => {
  await using door = await openDoor({ connections: 20 });
  const places: Place[] = [];
  for (let i = 0; i < 20; i++) {
    places.push(await door.enter(i));
    door.open.clock.advance(5);
  }
  assertEquals(door.warnings, []);
  for (let i = 0; i < 3; i++) assertEquals(await door.refusal(99, ada), "too_many_connections");
  assertEquals(door.warnings.length, 1);
  // As one comes and goes at the limit it is not said again; only after there was room.
  places.pop()!.giveBack();
  places.push(await door.enter(98));
  assertEquals(await door.refusal(99), "too_many_connections");
  assertEquals(door.warnings.length, 1);
  for (const place of places.splice(0, 2)) place.giveBack();
  for (let i = 0; i < 2; i++) await door.enter(97);
  assertEquals(await door.refusal(99), "too_many_connections");
  assertEquals(door.warnings.length, 2);
});

Deno.test("somebody who says who they are is no newcomer any more", async () => {
  await using door = await openDoor({ newcomersPerAddress: 1 });
  const { hub } = door;
  const place = await door.enter(1);
  const peer = new Peer(hub, { place });
  await peer.must({ type: "auth", name: "Bo" });
  door.open.clock.advance(5);
  assertEquals(await door.refusal(1), null);
});
