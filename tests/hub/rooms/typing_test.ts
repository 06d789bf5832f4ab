import { assertEquals } from "@std/assert";
import { Typing, type Typists } from "../../../hub/rooms/typing.ts";
import { DEFAULT_LIMITS, TYPISTS_NAMED } from "../../../protocol/limits.ts";
import { openHub, person } from "../../support/open_hub.ts";
import { Peer } from "../../support/peer.ts";
import { publicUser } from "../../../protocol/entities.ts";
import { TestClock } from "../../support/test_clock.ts";

const { typingMs, typingWindowMs } = DEFAULT_LIMITS;
const ada = person("Ada");
const grace = person("Grace");

function openTyping() {
  const clock = new TestClock();
  const told: Typists[] = [];
  const options = { typingMs, windowMs: () => typingWindowMs };
  const typing = new Typing(clock, options, (typists) => told.push(typists));
  return { clock, told, typing };
}

function crowd(size: number) {
  return Array.from({ length: size }, (_, i) => publicUser(person(`Typist ${i}`)));
}

Deno.test("typing is told to the room, and ends by itself", async () => {
  await using open = await openHub();
  const watcher = new Peer(open.hub, { account: ada });
  await watcher.must({ type: "room.join", room: "general" });
  const typist = new Peer(open.hub, { account: grace });
  await typist.must({ type: "room.join", room: "general" });
  for (let i = 0; i < 3; i++) {
    typist.connection.receive(JSON.stringify({ type: "typing", room: "general" }));
  }
  open.clock.advance(typingWindowMs);
  const told = { type: "typing", room: "general" } as const;
  assertEquals(await watcher.inbox.next("typing"), {
    ...told,
    users: [publicUser(grace)],
    count: 1,
  });
  open.clock.advance(typingMs);
  await watcher.inbox.next("typing", ({ count }) => count === 0);
  assertEquals(watcher.inbox.all("typing").length, 2);
});

Deno.test("of many who begin to type at once, some are named, once", () => {
  const { clock, told, typing } = openTyping();
  const users = crowd(800);
  for (const user of users) typing.start(user);
  assertEquals(told, []);
  clock.advance(typingWindowMs);
  assertEquals(told, [{ users: users.slice(0, TYPISTS_NAMED), count: 800 }]);
});

Deno.test("when those who are named stop, others are named", () => {
  const { clock, told, typing } = openTyping();
  const users = crowd(TYPISTS_NAMED + 2);
  for (const user of users) typing.start(user);
  clock.advance(typingWindowMs);
  typing.stop(users[0]!.id);
  clock.advance(typingWindowMs);
  assertEquals(told.at(-1), { users: users.slice(1, -1), count: TYPISTS_NAMED + 1 });
});

Deno.test("who begins and stops within the time in which it is gathered, is not told of", () => {
  const { clock, told, typing } = openTyping();
  typing.start(ada);
  typing.stop(ada.id);
  clock.advance(typingMs);
  assertEquals(told, []);
});

Deno.test("who goes on typing is told of again before it would no longer be shown", () => {
  const { clock, told, typing } = openTyping();
  for (let second = 0; second < 20; second++) {
    typing.start(ada);
    clock.advance(1_000);
  }
  // A client shows it for 6 s without word.
  assertEquals(told.length, 4);
  clock.advance(typingMs + 1_000);
  assertEquals(told.at(-1), { users: [], count: 0 });
});

Deno.test("only who is in a room types in it", async () => {
  await using open = await openHub();
  const outsider = new Peer(open.hub, { account: grace });
  assertEquals(await outsider.refusal({ type: "typing", room: "general" }), "not_joined");
  assertEquals(await outsider.refusal({ type: "typing", room: "nowhere" }), "not_joined");
});
