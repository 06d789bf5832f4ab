import { assert, assertEquals } from "@std/assert";
import type { SessionUser } from "../../hub/ports/identities.ts";
import { StorageError } from "../../hub/ports/store.ts";
import { HERE, openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";
import { found } from "../support/waiting.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

Deno.test("whoever has the page open stays signed in, however long they ask for nothing", async () => {
  await using open = await openHub();
  const { accounts, clock, store } = open;
  const ada = await accounts.guests.create("Ada", HERE);
  const bo = await accounts.guests.create("Bo", HERE);
  assert(ada.ok && bo.ok);
  new Peer(open.hub, ada.value);
  const lastUsedAt = async () => (await store.listSessions(ada.value.account.id))[0]!.lastUsedAt;
  for (let days = 0; days < 60; days += 20) {
    clock.wallOffset += 20 * DAY_MS;
    await found(async () => {
      clock.advance(HOUR_MS);
      return clock.now() - await lastUsedAt() < 2 * HOUR_MS || null;
    });
  }
  assert(await accounts.signingIn.findSession(ada.value.token));
  assertEquals(
    await accounts.signingIn.findSession(bo.value.token),
    null,
    "who is away for a month",
  );
});

Deno.test("the use of a session is noted once an hour however many sockets it has, and of whom has none not at all", async () => {
  const noted: SessionUser[][] = [];
  await using open = await openHub({
    wrapIdentities: (identities) =>
      override(identities, { noteUse: (sessions) => (noted.push(sessions), Promise.resolve()) }),
  });
  const { hub, clock } = open;
  for (const sessionId of ["a", "a", "b"]) new Peer(hub, { account: person("Ada"), sessionId });
  new Peer(hub, { account: person("Program") });
  new Peer(hub);
  clock.advance(HOUR_MS - 1);
  assertEquals(noted, []);
  clock.advance(1);
  assertEquals(noted, [["a", "b"].map((sessionId) => ({ userId: "u_ada", sessionId }))]);
});

Deno.test("a store that cannot note them is asked again an hour later, and no more once the hub drains", async () => {
  let asked = 0;
  await using open = await openHub({
    wrapIdentities: (identities) =>
      override(identities, {
        noteUse: () => (asked++, Promise.reject(new StorageError("the disk is full", true))),
      }),
  });
  const { hub, clock } = open;
  new Peer(hub, { account: person("Ada"), sessionId: "a" });
  clock.advance(HOUR_MS);
  assertEquals(asked, 1);
  await found(() => {
    clock.advance(HOUR_MS);
    return asked === 2 || null;
  });
  await hub.drain(0);
  clock.advance(DAY_MS);
  assertEquals(asked, 2);
});
