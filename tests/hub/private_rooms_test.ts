import { assert, assertEquals } from "@std/assert";
import { directId } from "../../hub/rooms/direct_id.ts";
import type { Role } from "../../protocol/entities.ts";
import { openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

/** Rooms that not everybody may see: what outsiders learn of them (nothing), and who comes in and out. */

type Open = Awaited<ReturnType<typeof openHub>>;

async function peerOf(open: Open, name: string, role: Role = "member"): Promise<Peer> {
  return new Peer(open.hub, { account: await open.account(name, role) });
}

async function privateRoom(manager: Peer): Promise<string> {
  const request = { type: "room.create", id: "plans", title: "Plans", private: true };
  return (await manager.must(request)).room!.id;
}

async function invite(manager: Peer, room: string, invited: Peer): Promise<void> {
  await manager.must({ type: "room.invite", room, user: idOf(invited) });
}

function idOf(peer: Peer): string {
  return peer.connection.account!.id;
}

/** Everything that can be asked of a room. */
function asking(room: string, user: string): Record<string, unknown>[] {
  return [
    { type: "room.join", room },
    { type: "room.join", room, after: 0 },
    { type: "room.leave", room },
    { type: "room.update", room, title: "Mine" },
    { type: "room.members", room },
    { type: "room.invite", room, user },
    { type: "room.remove", room, user },
    { type: "message.send", room, id: "m", text: "hi" },
    { type: "message.edit", room, seq: 1, text: "hi" },
    { type: "message.delete", room, seq: 1 },
    { type: "history.page", room },
    { type: "history.page", room, around: 1 },
    { type: "history.changes", room, after: 0 },
    { type: "typing", room },
  ];
}

for (const role of ["guest", "member", "admin", "owner"] as const) {
  Deno.test(`a private room is to a ${role} who is not in it as if it did not exist`, async () => {
    await using open = await openHub({ limits: { floodStrikes: 1_000 } });
    const manager = await peerOf(open, "Ada");
    const room = await privateRoom(manager);
    await manager.must({ type: "message.send", room, id: "first", text: "secret" });
    const outsider = role === "guest"
      ? new Peer(open.hub, { account: person("Mallory") })
      : await peerOf(open, "Mallory", role);
    const unknown = room.replace(/.$/, (last) => last === "0" ? "1" : "0");
    const user = idOf(outsider);
    for (const [i, request] of asking(room, user).entries()) {
      const answer = await outsider.ask(request);
      const control = await outsider.ask(asking(unknown, user)[i]!);
      assertEquals(
        JSON.stringify(answer).replace(room, "it"),
        JSON.stringify(control).replace(unknown, "it").replace(control.ref, answer.ref),
      );
      assert(!answer.ok, String(request.type));
    }
    const { rooms } = await outsider.must({ type: "room.list" });
    assertEquals(rooms!.map(({ id }) => id), ["general"]);
    assertEquals(open.hub.listing.list(outsider.connection.account!).map(({ id }) => id), [
      "general",
    ]);
    assertEquals(await open.hub.listing.view(room, outsider.connection.account!), null);
    assertEquals(open.hub.listing.list(null).map(({ id }) => id), ["general"]);
    assertEquals(open.hub.rooms.publicCount, 1);
    await manager.must({ type: "room.join", room });
    await manager.must({ type: "message.send", room, id: "second", text: "secret" });
    await manager.must({ type: "room.update", room, topic: "secret" });
    open.clock.advance(5_000);
    await outsider.must({ type: "room.list" });
    const heard = outsider.inbox.events.filter(({ type }) =>
      type !== "reply" && type !== "welcome"
    );
    assertEquals(heard, []);
  });
}

Deno.test("a private room takes an account, and is its maker's to manage", async () => {
  await using open = await openHub();
  const visitor = new Peer(open.hub, { account: person("Gus") });
  const request = { type: "room.create", id: "plans", private: true };
  assertEquals(await visitor.refusal(request), "forbidden");
  const ada = await peerOf(open, "Ada");
  const first = await privateRoom(ada);
  const second = await privateRoom(ada);
  assert(first !== second, "two private rooms of one name");
  const { members } = await ada.must({ type: "room.members", room: first });
  assertEquals(members, [{ user: { id: idOf(ada), name: "Ada" }, manager: true }]);
});

Deno.test("who is invited sees the room at once, hears it, and is gone from it the moment they are removed", async () => {
  await using open = await openHub();
  const ada = await peerOf(open, "Ada");
  const bo = await peerOf(open, "Bo");
  await bo.must({ type: "room.list" });
  const room = await privateRoom(ada);
  await ada.must({ type: "room.join", room });
  await ada.must({ type: "message.send", room, id: "a", text: "before" });
  await invite(ada, room, bo);
  const { room: info } = await bo.inbox.next("room", (event) => event.room.id === room);
  assertEquals([info.kind, info.title], ["private", "Plans"]);
  const joined = await bo.must({ type: "room.join", room });
  assertEquals(joined.messages!.map(({ text }) => text), ["before"]);
  await ada.must({ type: "message.send", room, id: "b", text: "while in" });
  await bo.inbox.next("message", ({ message }) => message.text === "while in");
  bo.connection.receive(JSON.stringify({ type: "typing", room }));
  open.clock.advance(1_000);
  await ada.inbox.next("presence", (event) => event.joined.some(({ name }) => name === "Bo"));

  await ada.must({ type: "room.remove", room, user: idOf(bo) });
  await bo.inbox.next("room.gone", (event) => event.room === room);
  assertEquals(bo.connection.rooms.size, 0);
  const before = bo.inbox.events.length;
  await ada.must({ type: "message.send", room, id: "c", text: "after" });
  open.clock.advance(5_000);
  await ada.inbox.next("presence", (event) => event.left.some(({ name }) => name === "Bo"));
  assertEquals(bo.inbox.events.slice(before), []);
  assertEquals(await bo.refusal({ type: "history.page", room }), "room_not_found");
});

Deno.test("who is removed while their room or a page of it is read gets nothing of it", async () => {
  const held = Promise.withResolvers<void>();
  const asked = { snapshot: Promise.withResolvers<void>(), page: Promise.withResolvers<void>() };
  let holds = false;
  await using open = await openHub({
    wrap: (store) =>
      override(store, {
        async snapshot(room, limit) {
          if (holds) asked.snapshot.resolve();
          if (holds) await held.promise;
          return store.snapshot(room, limit);
        },
        async page(room, position, limit) {
          if (holds) asked.page.resolve();
          if (holds) await held.promise;
          return store.page(room, position, limit);
        },
      }),
  });
  const ada = await peerOf(open, "Ada");
  const account = await open.account("Bo");
  const tabs = [new Peer(open.hub, { account }), new Peer(open.hub, { account })];
  const room = await privateRoom(ada);
  await invite(ada, room, tabs[0]!);
  holds = true;
  const answers = [
    tabs[0]!.refusal({ type: "room.join", room }),
    tabs[1]!.refusal({ type: "history.page", room }),
  ];
  await Promise.all([asked.snapshot.promise, asked.page.promise]);
  await ada.must({ type: "room.remove", room, user: account.id });
  held.resolve();
  assertEquals(await Promise.all(answers), ["room_not_found", "room_not_found"]);
});

Deno.test("one leaves for good by oneself; the last manager does not leave others behind", async () => {
  await using open = await openHub();
  const ada = await peerOf(open, "Ada");
  const bo = await peerOf(open, "Bo");
  const room = await privateRoom(ada);
  await invite(ada, room, bo);
  const leave = (peer: Peer) => ({ type: "room.remove", room, user: idOf(peer) });
  const demote = { type: "room.invite", room, user: idOf(ada), manager: false };
  assertEquals(await bo.refusal({ type: "room.invite", room, user: idOf(bo) }), "forbidden");
  assertEquals(await bo.refusal(leave(ada)), "forbidden");
  assertEquals(await ada.refusal(leave(ada)), "forbidden");
  assertEquals(await ada.refusal(demote), "forbidden");
  await ada.must({ type: "room.invite", room, user: idOf(bo), manager: true });
  await invite(ada, room, bo);
  const { members } = await ada.must({ type: "room.members", room });
  assertEquals(members!.map(({ manager }) => manager), [true, true]);
  await ada.must(leave(ada));
  await bo.must(leave(bo));
  assertEquals(await bo.refusal({ type: "room.members", room }), "room_not_found");
});

Deno.test("only accounts can be invited", async () => {
  await using open = await openHub();
  const ada = await peerOf(open, "Ada");
  const visitor = new Peer(open.hub);
  const { user } = await visitor.must({ type: "auth", name: "Gus" });
  const room = await privateRoom(ada);
  for (const stranger of [user!.id, "nobody", "__proto__"]) {
    const request = { type: "room.invite", room, user: stranger };
    assertEquals(await ada.refusal(request), "user_not_found");
    assertEquals(await ada.refusal({ type: "direct.open", users: [stranger] }), "user_not_found");
  }
});

Deno.test("a direct conversation is one for the same people, whoever opens it and how often at once", async () => {
  await using open = await openHub();
  const [ada, bo, cy] = [
    await peerOf(open, "Ada"),
    await peerOf(open, "Bo"),
    await peerOf(open, "Cy", "owner"),
  ];
  await bo.must({ type: "room.list" });
  const opened = await Promise.all([
    ada.must({ type: "direct.open", users: [idOf(bo)] }),
    bo.must({ type: "direct.open", users: [idOf(ada), idOf(bo)] }),
    ada.must({ type: "direct.open", users: [idOf(bo), idOf(bo)] }),
  ]);
  assertEquals(new Set(opened.map(({ room }) => room!.id)).size, 1);
  const room = opened[0].room!;
  assertEquals([room.kind, room.members!.map(({ name }) => name).sort()], ["direct", [
    "Ada",
    "Bo",
  ]]);
  await bo.inbox.next("room", (event) => event.room.id === room.id);
  const three = await ada.must({ type: "direct.open", users: [idOf(bo), idOf(cy)] });
  assert(three.room!.id !== room.id, "another person makes another conversation");
  assertEquals(await cy.refusal({ type: "room.join", room: room.id }), "room_not_found");
  const update = { type: "room.update", room: room.id, title: "Ours" };
  const leave = { type: "room.remove", room: room.id, user: idOf(ada) };
  const extend = { type: "room.invite", room: room.id, user: idOf(cy) };
  for (const request of [update, leave, extend]) {
    assertEquals(await ada.refusal(request), "forbidden");
  }
  assertEquals(await ada.refusal({ type: "direct.open", users: [idOf(ada)] }), "bad_message");
  const visitor = new Peer(open.hub, { account: person("Gus") });
  assertEquals(await visitor.refusal({ type: "direct.open", users: [idOf(ada)] }), "forbidden");
});

Deno.test("the id of a direct conversation, which anybody can work out, neither can be taken nor tells of it", async () => {
  await using open = await openHub();
  const [ada, bo, mallory] = [
    await peerOf(open, "Ada"),
    await peerOf(open, "Bo"),
    await peerOf(open, "Mallory"),
  ];
  const id = await directId([idOf(ada), idOf(bo)].sort());
  const take = { type: "room.create", id };
  const before = await mallory.ask(take);
  assertEquals((await ada.must({ type: "direct.open", users: [idOf(bo)] })).room!.id, id);
  const after = await mallory.ask(take);
  assert(!before.ok && !after.ok);
  assertEquals(after.error, before.error);
});

Deno.test("a room's name, topic and rules change for all who see it", async () => {
  await using open = await openHub();
  const [ada, bo] = [await peerOf(open, "Ada"), await peerOf(open, "Bo")];
  await bo.must({ type: "room.list" });
  const room = "ops";
  await ada.must({ type: "room.create", id: room });
  const update = (change: Record<string, unknown>) => ({ type: "room.update", room, ...change });
  assertEquals(await bo.refusal(update({ title: "Mine" })), "forbidden");
  const { room: info } = await ada.must(update({ title: " Operations ", topic: "What runs" }));
  assertEquals([info!.title, info!.topic, info!.archived], ["Operations", "What runs", false]);
  await bo.inbox.next("room", (event) => event.room.topic === "What runs");
  assertEquals(await ada.refusal(update({ title: " " })), "bad_message");
  assertEquals(await ada.refusal(update({ topic: "x".repeat(1_024) })), "bad_message");

  await bo.must({ type: "room.join", room });
  await bo.must({ type: "message.send", room, id: "b", text: "mine" });
  await ada.must(update({ posting: "managers" }));
  const send = (id: string) => ({ type: "message.send", room, id, text: "hi" });
  assertEquals(await bo.refusal(send("c")), "read_only");
  assertEquals(await bo.refusal({ type: "typing", room }), "read_only");
  await ada.must(send("a"));
  await bo.must({ type: "message.delete", room, seq: 1 });
  await ada.must(update({ archived: true }));
  assertEquals(await ada.refusal(send("d")), "read_only");
  const again = await ada.must(send("a"));
  assertEquals(again.seq, 2, "what was posted before is answered as before");
  assertEquals(await ada.refusal({ type: "message.delete", room, seq: 2 }), "read_only");
  assertEquals((await bo.must({ type: "history.page", room })).messages!.length, 2);
  await ada.must(update({ archived: false, posting: "everyone" }));
  await bo.must(send("e"));
});

Deno.test("admins delete what others wrote where they may read, and it is noted; others cannot", async () => {
  await using open = await openHub();
  const [ada, bo, root] = [
    await peerOf(open, "Ada"),
    await peerOf(open, "Bo"),
    await peerOf(open, "Root", "admin"),
  ];
  const send = (id: string) => ({ type: "message.send", room: "general", id, text: "hi" });
  const remove = (seq: number) => ({ type: "message.delete", room: "general", seq });
  await ada.must(send("a"));
  await root.must(send("r"));
  assertEquals(await bo.refusal(remove(1)), "not_yours");
  await root.must(remove(1));
  await root.must(remove(1));
  await root.must(remove(2));
  const noted = (await open.store.listAudit(null, 9))
    .map(({ actor, action, target, details }) => [actor, action, target, details]);
  assertEquals(noted, [[idOf(root), "message.delete", "general", { seq: 1 }]]);
  const room = await privateRoom(ada);
  await ada.must({ type: "message.send", room, id: "p", text: "hi" });
  assertEquals(await root.refusal({ type: "message.delete", room, seq: 1 }), "room_not_found");
});

Deno.test("a new name and role hold at once: for oneself, in the rooms one is in, and in lists", async () => {
  await using open = await openHub();
  const [ada, bo] = [await peerOf(open, "Ada"), await peerOf(open, "Bo")];
  for (const peer of [ada, bo]) {
    await peer.must({ type: "room.list" });
    await peer.must({ type: "room.join", room: "general" });
  }
  open.clock.advance(1_000);
  const direct = (await ada.must({ type: "direct.open", users: [idOf(bo)] })).room!;
  await open.store.updateAccount(idOf(ada), { name: "Ada L", key: "adal", role: "admin" });
  open.hub.updateAccount({ id: idOf(ada), name: "Ada L", role: "admin" });
  const { user } = await ada.inbox.next("account");
  assertEquals([user.name, user.role], ["Ada L", "admin"]);
  open.clock.advance(1_000);
  const { renamed } = await bo.inbox.next("presence", (event) => event.renamed !== undefined);
  assertEquals(renamed, [{ id: idOf(ada), name: "Ada L", role: "admin" }]);
  const list = await bo.inbox.next(
    "room",
    (event) => event.room.members?.some(({ name }) => name === "Ada L") ?? false,
  );
  assertEquals(list.room.id, direct.id);
  await ada.must({ type: "message.send", room: "general", id: "n", text: "hi" });
  const { message } = await bo.inbox.next("message");
  assertEquals(message.user.name, "Ada L");
});

Deno.test("asking for the id of a private room tells nothing of whether there is one", async () => {
  await using open = await openHub();
  const ada = await peerOf(open, "Ada");
  const room = await privateRoom(ada);
  const mallory = await peerOf(open, "Mallory");
  const answerTo = async (id: string) => {
    const answer = await mallory.ask({ type: "room.create", id });
    return JSON.stringify(!answer.ok && answer.error).replace(id, "it");
  };
  const taken = await answerTo("general");
  assert(taken.includes("room_exists"), taken);
  const unknown = room.replace(/.$/, (last) => last === "0" ? "1" : "0");
  const others = [room, unknown, "direct-1", await directId([idOf(ada), idOf(mallory)])];
  for (const id of others) assertEquals(await answerTo(id), taken, id);
});
