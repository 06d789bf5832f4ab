import { assertEquals } from "@std/assert";
import type { Account } from "../../protocol/entities.ts";
import { StorageError } from "../../hub/ports/store.ts";
import { ChaoticNetwork } from "../support/chaotic_network.ts";
import { type OpenHub, openHub, override, person } from "../support/open_hub.ts";
import { type Of, Peer } from "../support/peer.ts";

/** How far people have read, as their devices are told. */

const general = { room: "general" };

/** A device that shows the list of rooms. */
async function openDevice({ hub }: OpenHub, account: Account): Promise<Peer> {
  const device = new Peer(hub, { account });
  await device.must({ type: "room.list" });
  return device;
}

function say(peer: Peer, id: string) {
  return peer.must({ type: "message.send", ...general, id, text: id });
}

/** The marks that it was told, with how many messages were posted by then. */
function told(device: Peer): number[][] {
  return device.inbox.all("read").map(({ seq, unread, posts }) => [seq, unread, posts]);
}

/** Lets what is gathered be told. */
async function gather({ clock, store }: OpenHub): Promise<void> {
  clock.advance(1_000);
  await store.rooms();
  await store.rooms();
}

async function listed(peer: Peer) {
  const { rooms } = await peer.must({ type: "room.list" });
  return rooms!.map(({ id, posts, read }) => [id, posts, read && [read.seq, read.unread]]);
}

Deno.test("a mark is told to all devices of its person that show the list, and to nobody else", async () => {
  await using open = await openHub();
  const ada = await open.account("Ada");
  const [phone, laptop] = [await openDevice(open, ada), await openDevice(open, ada)];
  const bare = new Peer(open.hub, { account: ada });
  const grace = await openDevice(open, await open.account("Grace"));
  for (const id of ["a", "b", "c"]) await say(grace, id);
  const { seq, unread, posts, mentions, version } = await phone.must({
    type: "read.mark",
    ...general,
    seq: 2,
  });
  assertEquals([seq, unread, posts, mentions, version], [2, 1, 3, 0, 3]);
  await phone.must({ type: "read.mark", ...general, seq: 1 });
  await laptop.must({ type: "read.mark", ...general, seq: 1, unread: true });
  for (const device of [phone, laptop]) {
    assertEquals(told(device), [[2, 1, 3], [2, 1, 3], [0, 3, 3]]);
  }
  assertEquals([told(bare), told(grace)], [[], []]);
});

Deno.test("the list tells what is unread where somebody was before, and nothing of other public rooms", async () => {
  await using open = await openHub();
  const grace = await openDevice(open, await open.account("Grace"));
  const ada = await openDevice(open, await open.account("Ada"));
  await grace.must({ type: "room.create", id: "other" });
  const users = [ada.connection.account!.id];
  const direct = (await grace.must({ type: "direct.open", users })).room!.id;
  await grace.must({ type: "message.send", room: direct, id: "hi", text: "hi" });
  await say(grace, "a");
  await ada.must({ type: "read.mark", ...general, seq: 1 });
  await say(grace, "b");
  assertEquals(await listed(ada), [
    ["general", 2, [1, 1]],
    [direct, 1, [0, 1]],
    ["other", 0, undefined],
  ]);
});

Deno.test("of who came in by name alone nothing is kept, of a guest with a session it is", async () => {
  await using open = await openHub();
  const grace = new Peer(open.hub, { account: await open.account("Grace") });
  await say(grace, "a");
  const named = new Peer(open.hub, { account: person("Named") });
  assertEquals(await named.refusal({ type: "read.mark", ...general, seq: 1 }), "forbidden");
  const joined = await open.accounts.guests.create("Guest", { address: "::1", device: "" });
  if (!joined.ok) throw new Error(joined.error.message);
  const { account, sessionId } = joined.value;
  const guest = new Peer(open.hub, { account, sessionId });
  await guest.must({ type: "read.mark", ...general, seq: 1 });
  assertEquals(await listed(guest), [["general", 1, [1, 0]]]);
});

Deno.test("one's own message is told as none to read before the list tells of it", async () => {
  await using open = await openHub();
  const ada = await open.account("Ada");
  const [phone, laptop] = [await openDevice(open, ada), await openDevice(open, ada)];
  const grace = await openDevice(open, await open.account("Grace"));
  await phone.must({ type: "read.mark", ...general, seq: 0 });
  await say(grace, "a");
  await say(phone, "mine");
  await gather(open);
  const news = await laptop.inbox.next("room", ({ room }) => room.posts === 2);
  const event = laptop.inbox.all("read").at(-1)!;
  assertEquals([event.seq, event.unread, event.posts], [0, 1, 2]);
  const { events } = laptop.inbox;
  assertEquals(events.indexOf(event) < events.indexOf(news), true);
  assertEquals(told(grace), [], "who has no mark there");
});

Deno.test("a deleted message is taken off what is unread", async () => {
  await using open = await openHub();
  const ada = await openDevice(open, await open.account("Ada"));
  const grace = await openDevice(open, await open.account("Grace"));
  await ada.must({ type: "read.mark", ...general, seq: 0 });
  await say(grace, "a");
  await say(grace, "b");
  await grace.must({ type: "message.delete", ...general, seq: 1 });
  await gather(open);
  await ada.inbox.next("read", ({ unread, posts }) => unread === 1 && posts === 2);
});

Deno.test("who is invited into a private room has read what was said before", async () => {
  await using open = await openHub();
  const ada = await openDevice(open, await open.account("Ada"));
  const grace = await openDevice(open, await open.account("Grace"));
  const { room } = await grace.must({ type: "room.create", id: "staff", private: true });
  await grace.must({ type: "message.send", room: room!.id, id: "a", text: "a" });
  await grace.must({ type: "room.invite", room: room!.id, user: ada.connection.account!.id });
  await gather(open);
  const fits = (event: Of<"read">) => event.room === room!.id;
  const { seq, unread, posts } = await ada.inbox.next("read", fits);
  assertEquals([seq, unread, posts], [1, 0, 1]);
});

Deno.test("a list is given without marks while they cannot be read", async () => {
  await using open = await openHub({
    wrap: (store) =>
      override(store, { readMarks: () => Promise.reject(new StorageError("locked", true)) }),
  });
  const ada = await openDevice(open, await open.account("Ada"));
  await ada.must({ type: "read.mark", ...general, seq: 0 });
  assertEquals(await listed(ada), [["general", 0, undefined]]);
});

Deno.test("what was posted is counted by a hub that catches up, whatever became of it since", async () => {
  await using open = await openHub();
  const ada = await openDevice(open, await open.account("Ada"));
  const user = { id: "u_ada", name: "Ada" };
  const post = (id: string) =>
    ({ kind: "post", ...general, user, id, content: { text: id } }) as const;
  await ada.must({ type: "room.join", ...general });
  await say(ada, "a");
  const answers = await open.store.append([
    post("b"),
    post("c"),
    { kind: "edit", ...general, user, seq: 2, content: { text: "edited" } },
    { kind: "delete", ...general, user, seq: 1 },
    post("d"),
  ]);
  const last = answers.at(-1)!;
  if (!last.ok) throw new Error(last.error.message);
  const { message } = last;
  open.broker.publish({ type: "message", ...general, version: message.version, message });
  await ada.inbox.next("message", ({ version }) => version === message.version);
  await say(ada, "e");
  assertEquals((await listed(ada))[0]![1], 5);
});

Deno.test("devices on two hubs hear of each other's marks", async () => {
  const network = new ChaoticNetwork(() => 0.5);
  await using one = await openHub({ broker: network.broker() });
  await using other = await openHub({ broker: network.broker(), beside: one });
  const ada = await one.account("Ada");
  const [phone, laptop] = [await openDevice(one, ada), await openDevice(other, ada)];
  await say(phone, "a");
  await phone.must({ type: "read.mark", ...general, seq: 1 });
  network.release();
  await network.settled();
  assertEquals((await laptop.inbox.next("read")).seq, 1);
});

Deno.test("the page of a room is the one in which what is unread begins, complete up to its version", async () => {
  await using open = await openHub({ limits: { messageBurst: 1_000, pageSize: 10 } });
  const ann = await open.account("Ann");
  const bob = new Peer(open.hub, { account: await open.account("Bob") });
  for (let seq = 1; seq <= 40; seq++) await say(bob, `m${seq}`);
  const { store, hub } = open;
  const view = async (seq: number) => {
    await store.markRead({ ...general, user: ann.id, seq, unread: true });
    const mark = (await hub.listing.marksOf(ann, ["general"])).get("general")!;
    const { page } = (await hub.listing.view("general", ann, { mark }))!;
    const { messages, more, newer = false, version } = page;
    return [messages[0]!.seq, messages.at(-1)!.seq, more, newer, version];
  };
  assertEquals(await view(41), [31, 40, true, false, 40]);
  assertEquals(await view(32), [31, 40, true, false, 40]);
  assertEquals(await view(31), [26, 35, true, true, 40]);
  assertEquals(await view(2), [1, 10, false, true, 40]);
  const { page } = (await hub.listing.view("general", ann))!;
  assertEquals(page.messages[0]!.seq, 31, "who asks for the newest");
});
