import { assertEquals } from "@std/assert";
import { HERE, openHub, override } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

Deno.test("of a hundred who come back at once from everywhere a few are looked up at a time, and all come in", async () => {
  const lookups = { now: 0, most: 0 };
  await using open = await openHub({
    limits: { connectionsPerUser: 100 },
    wrapIdentities: (identities) =>
      override(identities, {
        async findSession(token) {
          lookups.now += 1;
          lookups.most = Math.max(lookups.most, lookups.now);
          // Later than many ticks: each would let others begin.
          for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
          const found = await identities.findSession(token);
          lookups.now -= 1;
          return found;
        },
      }),
  });
  const entered = await open.accounts.guests.create("Ada", HERE);
  if (!entered.ok) throw new Error(entered.error.message);
  const { token } = entered.value;
  const peers = Array.from(
    { length: 100 },
    (_, i) => new Peer(open.hub, { address: `192.0.${i}.1` }),
  );
  const replies = await Promise.all(peers.map((peer) => peer.ask({ type: "auth", token })));
  assertEquals(replies.filter(({ ok }) => ok).length, 100);
  assertEquals(lookups.most, 32);
});
