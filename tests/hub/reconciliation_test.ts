import { assert, assertEquals } from "@std/assert";
import type { Identity } from "../../hub/ports/identities.ts";
import { StorageError } from "../../hub/ports/store.ts";
import { join, names, openPair, type Pair } from "../support/hub_pair.ts";
import { type OpenHub, openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** What a hub finds by itself that nobody told it, or nobody lived to tell. */

const general = { room: "general" };

/** An account with a session, as a cookie names it. */
async function signIn(open: OpenHub, name: string): Promise<Identity> {
  const account = await open.account(name);
  const sessionId = `session of ${name}`;
  await open.store.addSession({
    id: sessionId,
    tokenHash: sessionId,
    userId: account.id,
    createdAt: open.clock.now(),
    device: "",
    address: "127.0.0.1",
  });
  return { account, sessionId };
}

async function rootOf(open: OpenHub): Promise<Identity> {
  return { account: await open.account("Root", "owner"), sessionId: null };
}

/** From here on the second hub hears nothing. */
async function loseAll({ brokers, settle }: Pair): Promise<void> {
  await settle();
  brokers[1].isLossy = true;
}

/** Tells it so, and lets it do what it does then. */
async function tellGap({ brokers, settle }: Pair): Promise<void> {
  await settle();
  brokers[1].tellGap();
  await settle();
}

Deno.test("a hub that missed what was said of rooms has them as the store does once its broker says so", async () => {
  await using pair = await openPair();
  const ada = await pair.one.account("Ada");
  const bo = await pair.one.account("Bo");
  const here = await join(pair.one, ada);
  const there = await join(pair.other, bo);
  for (const id of ["old", "plans"]) await here.must({ type: "room.create", id });
  const { room } = await here.must({ type: "room.create", id: "staff", private: true });
  const staff = room!.id;
  await here.must({ type: "room.invite", room: staff, user: bo.id });
  const talk = await here.must({ type: "direct.open", users: [bo.id] });
  await pair.settle();
  await there.must({ type: "room.join", room: staff });
  await loseAll(pair);

  await here.must({ type: "room.delete", room: "old" });
  await here.must({ type: "room.create", id: "new" });
  await here.must({ type: "message.send", room: "new", id: "m1", text: "first" });
  await here.must({ type: "room.update", room: "plans", topic: "What next" });
  await here.must({ type: "room.remove", room: staff, user: bo.id });
  const renamed = await pair.one.accounts.ownAccount.rename(
    { account: ada, sessionId: null },
    "Ada Lovelace",
  );
  assert(renamed.ok);
  await pair.settle();
  assertEquals(there.inbox.all("room.gone"), [], "nothing was heard");

  await tellGap(pair);
  const gone = there.inbox.all("room.gone").map(({ room }) => room);
  assertEquals(gone.sort(), ["old", staff].sort());
  const { rooms } = await there.must({ type: "room.list" });
  const facts = rooms!.map(({ id, topic, lastSeq, posts }) => [id, topic, lastSeq, posts]);
  assertEquals(facts.sort(), [
    [talk.room!.id, "", 0, 0],
    ["general", "", 0, 0],
    ["new", "", 1, 1],
    ["plans", "What next", 0, 0],
  ]);
  const { members } = rooms!.find(({ kind }) => kind === "direct")!;
  assertEquals(members!.map(({ name }) => name), ["Ada Lovelace", "Bo"]);
});

Deno.test("a hub that missed what became of people sends away who must go, and knows the others by their new names", async () => {
  await using pair = await openPair();
  const root = await rootOf(pair.one);
  const [ada, bo, cem] = await Promise.all(
    ["Ada", "Bo", "Cem"].map((name) => signIn(pair.one, name)),
  );
  const stays = new Peer(pair.other.hub, ada);
  const signedOut = new Peer(pair.other.hub, bo);
  const banned = new Peer(pair.other.hub, cem);
  const address = "192.0.2.7";
  const bannedFrom = new Peer(pair.other.hub, { account: person("Dee"), address });
  const liftedFrom = "192.0.2.8";
  const { moderation, ownAccount } = pair.one.accounts;
  const lifted = await moderation.ban(root, { addresses: [liftedFrom], reason: "", hours: 1 });
  assert(lifted.ok);
  const entered = await pair.other.accounts.guests.create("Eve", { address: "::1", device: "" });
  assert(entered.ok);
  const guest = new Peer(pair.other.hub, entered.value);
  await loseAll(pair);

  assert((await ownAccount.rename(ada!, "Ada Lovelace")).ok);
  assert((await pair.one.accounts.serverName.change(root, "Engine Room")).ok);
  await pair.one.store.endSessions(bo!.account.id, null);
  const { id: userId } = cem!.account;
  const form = { userId, addresses: [address], reason: "spam", hours: null };
  assert((await moderation.ban(root, form)).ok);
  assert((await moderation.unban(root, lifted.value[0]!.id)).ok);
  const origin = { address: "192.0.2.9", device: "" };
  const claim = { name: "Eve", password: "correct horse battery" };
  assert((await pair.one.accounts.registration.register(claim, origin)).ok);
  await pair.settle();
  const codes = () =>
    [stays, signedOut, banned, bannedFrom, guest].map(({ closeCode }) => closeCode);
  assertEquals(codes(), [null, null, null, null, null]);

  await tellGap(pair);
  assertEquals(codes(), [null, 4001, 4003, 4003, 4003]);
  assertEquals(stays.inbox.all("account").at(-1)!.user.name, "Ada Lovelace");
  assertEquals(pair.other.accounts.serverName.current, "Engine Room");
  assertEquals(pair.other.accounts.moderation.banOf(address)?.reason, "spam");
  assertEquals(pair.other.accounts.moderation.banOf(liftedFrom), null);
});

Deno.test("who was banned or deactivated on one hub changes nothing on another that has not heard of it", async () => {
  await using pair = await openPair();
  const root = await rootOf(pair.one);
  for (const [name, code] of [["Ada", "banned"], ["Bo", "session_expired"]] as const) {
    pair.brokers[1].isLossy = false;
    const { account, sessionId } = await signIn(pair.one, name);
    const peer = new Peer(pair.other.hub, { account, sessionId });
    await peer.must({ type: "room.join", ...general });
    const { room } = await peer.must({ type: "room.create", id: "plans", private: true });
    const sent = await peer.must({ type: "message.send", ...general, id: "m1", text: "before" });
    await loseAll(pair);
    const { id: userId } = account;
    const act = code === "banned"
      ? await pair.one.accounts.moderation.ban(root, {
        userId,
        removesMessages: true,
        reason: "spam",
        hours: 1,
      })
      : await pair.one.accounts.administration.deactivate(root, userId);
    assert(act.ok);
    await pair.settle();
    const { version } = (await pair.one.store.changes("general", 0, 100))!;
    for (
      const request of [
        { type: "message.send", ...general, id: "m2", text: "after" },
        { type: "message.edit", ...general, seq: sent.seq!, text: "after" },
        { type: "room.create", id: "after" },
        { type: "room.create", id: "after", private: true },
        { type: "room.update", room: room!.id, topic: "after" },
        { type: "room.invite", room: room!.id, user: root.account.id },
        { type: "room.delete", room: room!.id },
      ]
    ) {
      assertEquals(await peer.refusal(request), code, request.type);
    }
    assertEquals((await pair.one.store.changes("general", 0, 100))!.version, version);
    assertEquals(peer.closeCode, null, "it has not heard of it");
    await tellGap(pair);
    assertEquals(peer.closeCode, code === "banned" ? 4003 : 4001);
  }
});

Deno.test("what a hub stored and did not live to tell is found when it has been silent for long", async () => {
  await using pair = await openPair();
  const ada = await join(pair.one, person("Ada"));
  const bo = await join(pair.other, person("Bo"));
  await pair.settle();
  pair.brokers[0].cut();
  await ada.must({ type: "room.create", id: "ops" });
  for (let second = 0; second < 15; second++) {
    pair.one.clock.advance(1_000);
    await pair.network.settled();
    await pair.one.store.rooms();
  }
  await bo.inbox.next("room", ({ room }) => room.id === "ops");
});

Deno.test("a message that a hub stored and did not tell is told by the others where somebody reads, in half a second", async () => {
  await using pair = await openPair();
  const reader = await join(pair.other, person("Bo"));
  await pair.settle();
  pair.brokers[0].cut();
  const ada = await join(pair.one, person("Ada"));
  await ada.must({ type: "message.send", ...general, id: "m1", text: "last words" });
  pair.one.clock.advance(500);
  const { message } = await reader.inbox.next("message");
  assertEquals(message.text, "last words");
});

Deno.test("a message whose commit was not answered is told though its sender never comes back to ask", async () => {
  let loses = true;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async append(changes) {
          const answers = await store.append(changes);
          if (!loses) return answers;
          loses = false;
          throw new StorageError("the connection was lost after the commit", true);
        },
      }),
  });
  const reader = await join(open, person("Bo"));
  const writer = await join(open, person("Ada"));
  const wish = { type: "message.send", ...general, id: "m1", text: "hi" };
  assertEquals(await writer.refusal(wish), "storage_unavailable");
  open.clock.advance(1_000);
  assertEquals((await reader.inbox.next("message")).version, 1);
});

Deno.test("a hub that stood still forgets nobody over that", async () => {
  await using pair = await openPair();
  const ada = await join(pair.one, person("Ada"));
  await join(pair.other, person("Bo"));
  await pair.settle();
  pair.one.clock.stall(60_000);
  await pair.settle();
  assertEquals(names(ada, pair.one), ["Ada", "Bo"]);
  assertEquals(ada.inbox.all("presence").flatMap(({ left }) => left), []);
});

Deno.test("a room can be joined and shown on a hub that has not heard of it, or not that one is in it by now", async () => {
  await using pair = await openPair();
  const ada = await pair.one.account("Ada");
  const bo = await pair.one.account("Bo");
  const here = await join(pair.one, ada);
  const there = await join(pair.other, bo);
  const { room } = await here.must({ type: "room.create", id: "staff", private: true });
  const staff = { room: room!.id };
  await pair.settle();
  pair.network.hold();
  await here.must({ type: "room.create", id: "ops" });
  await here.must({ type: "message.send", room: "ops", id: "m1", text: "hi" });
  assertEquals((await pair.other.hub.listing.view("ops", bo))?.page.messages.length, 1);
  assertEquals((await there.must({ type: "room.join", room: "ops" })).messages!.length, 1);
  assertEquals(await there.refusal({ type: "room.join", ...staff }), "room_not_found");
  await here.must({ type: "room.invite", ...staff, user: bo.id });
  await there.must({ type: "room.join", ...staff });
  assertEquals(await there.refusal({ type: "room.join", room: "nowhere" }), "room_not_found");
});
