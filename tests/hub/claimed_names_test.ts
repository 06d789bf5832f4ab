import { assertEquals } from "@std/assert";
import type { Identities } from "../../hub/ports/identities.ts";
import { StorageError } from "../../hub/ports/store.ts";
import { nameKey } from "../../protocol/name_key.ts";
import { openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** As accounts that have forgotten whom they let in. */
function forgetful(identities: Identities): Identities {
  return override(identities, { mayKeepName: () => Promise.resolve(true) });
}

/** Waits for what is looked up of somebody who came in, and what comes of it. */
async function settled(peer: Peer): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (peer.closeCode === null && performance.now() < deadline) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

Deno.test("guests under a claimed name are sent away, however many came in after them", async () => {
  await using open = await openHub({ wrapIdentities: forgetful });
  const twins = ["BIG BOSS", "Big  Boss", "Bіg Воss"].map((name, i) => ({
    ...person(name),
    id: `u_twin_${i}`,
  }));
  const claimant = new Peer(open.hub, { account: twins[0]! });
  const others = twins.slice(1).map((account) => new Peer(open.hub, { account }));
  const bystander = new Peer(open.hub, { account: person("Boss") });
  const member = new Peer(open.hub, { account: await open.account("Bigboss") });
  open.broker.publish({ type: "name.claimed", key: nameKey("Big Boss"), userId: twins[0]!.id });
  assertEquals(others.map(({ closeCode }) => closeCode), [4003, 4003]);
  assertEquals([claimant, bystander, member].map(({ closeCode }) => closeCode), [null, null, null]);
});

Deno.test("a guest who has an account by now is not sent away when another name is claimed, nor by their old one", async () => {
  await using open = await openHub({ wrapIdentities: forgetful });
  const guest = person("Ada");
  const peer = new Peer(open.hub, { account: guest });
  const account = { ...guest, name: "Countess", role: "member" as const };
  open.broker.publish({ type: "account.changed", account });
  open.broker.publish({ type: "name.claimed", key: nameKey("Ada"), userId: "u_other" });
  open.broker.publish({ type: "name.claimed", key: nameKey("Countess"), userId: account.id });
  assertEquals(peer.closeCode, null);
  peer.connection.closed(1000);
  assertEquals(open.hub.connectionCount, 0);
});

Deno.test("a guest whose name is claimed while their socket opens does not stay", async () => {
  await using open = await openHub();
  const account = person("ADA");
  await open.account("Ada");
  const peer = new Peer(open.hub, { account });
  await settled(peer);
  assertEquals(peer.closeCode, 4003);
});

Deno.test("a guest whose name cannot be looked up comes back later", async () => {
  await using open = await openHub({
    wrapIdentities: (identities) =>
      override(identities, {
        mayKeepName: () => Promise.reject(new StorageError("the disk is gone", true)),
      }),
  });
  const peer = new Peer(open.hub, { account: person("Ada") });
  await settled(peer);
  assertEquals(peer.closeCode, 1013);
});
