import { assertEquals } from "@std/assert";
import { openHub, override, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";

const ada = person("Ada");
const grace = person("Grace");

async function post(peer: Peer, count: number, prefix = "m"): Promise<void> {
  for (let i = 1; i <= count; i++) {
    await peer.must({ type: "message.send", room: "general", id: `${prefix}${i}`, text: `${i}` });
  }
}

Deno.test("joining gives the newest page, the version and who is there", async () => {
  await using open = await openHub();
  const first = new Peer(open.hub, { account: ada });
  await first.must({ type: "room.join", room: "general" });
  await post(first, 60);
  const second = new Peer(open.hub, { account: grace });
  const reply = await second.must({ type: "room.join", room: "general" });

  assertEquals(reply.version, 60);
  assertEquals(reply.more, true);
  assertEquals(reply.messages!.map((message) => message.seq), range(11, 60));
  assertEquals(reply.users!.map((user) => user.name), ["Ada", "Grace"]);
  assertEquals(reply.room!.online, 2);
});

Deno.test("joining after a version gives what changed since, edits and deletes among it", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  await post(peer, 3);
  await peer.must({ type: "message.edit", room: "general", seq: 1, text: "edited" });
  await peer.must({ type: "message.delete", room: "general", seq: 2 });
  const reply = await peer.must({ type: "room.join", room: "general", after: 2 });

  assertEquals(reply.messages!.map(({ seq, version }) => [seq, version]), [[3, 3], [1, 4], [2, 5]]);
  assertEquals([reply.version, reply.more, reply.reset], [5, false, undefined]);
});

Deno.test("joining after a version this server never had says reset and gives the newest page", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  await post(peer, 2);
  const reply = await peer.must({ type: "room.join", room: "general", after: 7 });
  assertEquals([reply.reset, reply.version, reply.messages!.length], [true, 2, 2]);
});

Deno.test("joining after a version of another epoch says reset, even where this server has that version", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  await post(peer, 3);
  const { epoch } = await peer.must({ type: "room.join", room: "general" });
  const position = { room: "general", after: 2 };
  for (const type of ["room.join", "history.changes"]) {
    const same = await peer.must({ type, ...position, epoch });
    assertEquals([same.reset, same.epoch, same.messages!.length], [undefined, epoch, 1]);
    const other = await peer.must({ type, ...position, epoch: "another" });
    assertEquals([other.reset, other.epoch, other.version], [true, epoch, 3]);
    assertEquals(other.messages!.length, 3);
  }
});

Deno.test("who joins in the middle of a flood misses nothing and gets nothing twice", async () => {
  await using open = await openHub({ limits: { maxPageSize: 100_000 } });
  const writer = new Peer(open.hub, { account: ada });
  let flooding = true;
  const flood = (async () => {
    for (let i = 0; flooding; i++) {
      writer.connection.receive(
        JSON.stringify({ type: "message.send", room: "general", id: `m${i}`, text: "x" }),
      );
      if (i % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let round = 0; round < 40; round++) {
    const joiner = new Peer(open.hub, { account: grace });
    await joiner.must({ type: "room.join", room: "general" });
    for (let again = 0; again < 3; again++) {
      const after = lastVersion(joiner);
      await joiner.must({ type: "room.join", room: "general", after });
      await joiner.inbox.next("message", (event) => event.version > after + 20);
    }
    let seen = -1;
    for (const event of joiner.inbox.events) {
      if (event.type === "message") assertEquals(event.version, seen + 1, `round ${round}`);
      else if (event.type !== "reply" || !event.ok) continue;
      else if (seen >= 0) {
        const changed = event.messages!.map((message) => message.version);
        // On a slow machine the flood fills more than a page.
        const last = event.more ? changed.at(-1)! : event.version!;
        assertEquals(changed, range(seen + 1, last), `round ${round}`);
      }
      seen = event.version!;
    }
    joiner.connection.closed(1000);
  }
  flooding = false;
  await flood;
});

Deno.test("a snapshot ahead of what the room has heard of is not told again, and nothing else is missed", async () => {
  const answered = Promise.withResolvers<void>();
  await using open = await openHub({
    limits: { requestsPerSecond: 0 },
    wrap: (store) =>
      override(store, {
        async append(changes) {
          const answers = await store.append(changes);
          await answered.promise;
          return answers;
        },
      }),
  });
  const writer = new Peer(open.hub, { account: ada });
  const posted = post(writer, 1);
  const joiner = new Peer(open.hub, { account: grace });
  let { version } = await joiner.must({ type: "room.join", room: "general" });
  while (version === 0) {
    version = (await joiner.must({ type: "room.join", room: "general" })).version;
  }
  await writer.must({ type: "room.join", room: "general" });
  open.clock.advance(1_000);
  await joiner.inbox.next("presence", (event) => event.joined.some(({ id }) => id === ada.id));

  answered.resolve();
  await posted;
  await post(writer, 2, "later");
  await joiner.inbox.next("message", (event) => event.version === 3);
  assertEquals(joiner.inbox.all("message").map((event) => event.version), [2, 3]);
});

Deno.test("a room that does not exist can be neither joined nor posted to", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  assertEquals(await peer.refusal({ type: "room.join", room: "nowhere" }), "room_not_found");
  const message = { type: "message.send", room: "nowhere", id: "m1", text: "hi" };
  assertEquals(await peer.refusal(message), "room_not_found");
});

Deno.test("a made room is told to those who watch the list, and its id is taken from then on", async () => {
  await using open = await openHub();
  const maker = new Peer(open.hub, { account: ada });
  const watcher = new Peer(open.hub, { account: grace });
  const { rooms } = await watcher.must({ type: "room.list" });
  assertEquals(rooms!.map((room) => room.id), ["general"]);

  const { room } = await maker.must({ type: "room.create", id: "ops", title: "Ops" });
  assertEquals(room, {
    id: "ops",
    title: "Ops",
    topic: "",
    version: 0,
    lastSeq: 0,
    posts: 0,
    online: 0,
    people: 0,
    kind: "public",
    archived: false,
    posting: "everyone",
  });
  assertEquals((await watcher.inbox.next("room")).room, room!);
  const again = { type: "room.create", id: "ops", title: "Other" };
  assertEquals(await maker.refusal(again), "room_exists");
});

Deno.test("who watches the list hears of new messages in rooms it is not in, at most once a second", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: grace });
  await watcher.must({ type: "room.list" });
  const writer = new Peer(open.hub, { account: ada });
  await writer.must({ type: "room.join", room: "general" });
  await post(writer, 5);
  await writer.inbox.next("message", (event) => event.version === 5);
  open.clock.advance(1_000);
  const news = await watcher.inbox.next("room", ({ room }) => room.version === 5);
  assertEquals([news.room.id, news.room.lastSeq], ["general", 5]);
  assertEquals(watcher.inbox.all("room").length, 1);
});

Deno.test("a left room sends nothing more", async () => {
  await using open = await openHub();
  const leaver = new Peer(open.hub, { account: grace });
  const stayer = new Peer(open.hub, { account: ada });
  await leaver.must({ type: "room.join", room: "general" });
  await stayer.must({ type: "room.join", room: "general" });
  await leaver.must({ type: "room.leave", room: "general" });
  await post(stayer, 1);
  await stayer.inbox.next("message");
  assertEquals(leaver.inbox.all("message"), []);
  assertEquals(await leaver.refusal({ type: "room.leave", room: "general" }), "not_joined");
});

Deno.test("history is paged backwards without a gap", async () => {
  await using open = await openHub();
  const peer = new Peer(open.hub, { account: ada });
  await post(peer, 25);
  const seen: number[] = [];
  let before: number | undefined;
  for (let more = true; more;) {
    const page = await peer.must({ type: "history.page", room: "general", before, limit: 10 });
    seen.unshift(...page.messages!.map((message) => message.seq));
    before = page.messages![0]!.seq;
    more = page.more!;
  }
  assertEquals(seen, range(1, 25));
});

function lastVersion(peer: Peer): number {
  const last = peer.inbox.events.findLast((event) =>
    event.type === "message" || (event.type === "reply" && event.ok)
  ) as { version: number };
  return last.version;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
