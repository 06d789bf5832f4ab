import { assertEquals } from "@std/assert";
import { openRooms } from "../../dialects/rooms.ts";
import { DEFAULT_LIMITS } from "../../protocol/limits.ts";
import { openHub, person } from "../support/open_hub.ts";
import { Peer } from "../support/peer.ts";
import { SeedPeer } from "./seed_peer.ts";

/** Clients of the room server of "WebSockets explained": text in, one JSON object a frame out. */

const general = openRooms("general");
const room = "general";

Deno.test("coming, talking and going are told with the seed's fields and sentences", async () => {
  await using open = await openHub();
  const eren = new SeedPeer(open.hub, person("Eren"), general);
  await eren.heard(1);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  await eren.heard(3);
  const mikasa = new SeedPeer(open.hub, person("Mikasa"), general);
  await mikasa.heard(1);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  await eren.heard(5);
  mikasa.say("Hello,\nEren");
  await eren.heard(6);
  mikasa.connection.closed(1000);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  assertEquals((await eren.heard(8)).map((frame) => JSON.parse(frame)), [
    { type: "online_users", content: "Eren", room, username: "" },
    { type: "online_users", content: "Eren", room, username: "" },
    { type: "user_joined", content: "Eren joined the room", room, username: "Eren" },
    { type: "online_users", content: "Eren,Mikasa", room, username: "" },
    { type: "user_joined", content: "Mikasa joined the room", room, username: "Mikasa" },
    { type: "chat", content: "Hello,\nEren", room, username: "Mikasa" },
    { type: "user_left", content: "Mikasa left the room", room, username: "Mikasa" },
    { type: "online_users", content: "Eren", room, username: "" },
  ]);
  assertEquals(Object.keys(JSON.parse(eren.frames[5]!)), ["type", "content", "room", "username"]);
});

Deno.test("a burst is one frame for each object, and what is longer than the seed's 512 bytes goes through", async () => {
  await using open = await openHub();
  const eren = new SeedPeer(open.hub, person("Eren"), general);
  const writer = new Peer(open.hub, { account: person("Grace") });
  await eren.heard(1);
  const texts = ["a", "b", "x".repeat(10_000)];
  writer.connection.receive(
    texts.map((text, i) => JSON.stringify({ type: "message.send", room, id: `m${i}`, text }))
      .join("\n"),
  );
  const chats = (await eren.heard(4)).slice(1).map((frame) => JSON.parse(frame).content);
  assertEquals(chats, texts);
});

Deno.test("what it may not do is told in the seed's shape", async () => {
  await using open = await openHub({ limits: { messageBytes: 3 } });
  const eren = new SeedPeer(open.hub, person("Eren"), general);
  await eren.heard(1);
  eren.say("long");
  const { type, content } = JSON.parse((await eren.heard(2))[1]!);
  assertEquals([type, content], [
    "error",
    'Cannot post to "general": text is 4 bytes, the limit is 3',
  ]);
});

Deno.test("of many who come at once twenty are told by name, and all are in the list", async () => {
  await using open = await openHub();
  const eren = new SeedPeer(open.hub, person("Eren"), general);
  await eren.heard(1);
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  await eren.heard(3);
  for (let i = 0; i < 30; i++) {
    const peer = new Peer(open.hub, { account: person(`Guest ${i}`) });
    await peer.must({ type: "room.join", room });
  }
  open.clock.advance(DEFAULT_LIMITS.presenceWindowMs);
  const [list, ...joined] = (await eren.heard(24)).slice(3).map((frame) => JSON.parse(frame));
  assertEquals([list.type, list.content.split(",").length], ["online_users", 31]);
  assertEquals(joined.map(({ type }) => type), Array(20).fill("user_joined"));
  eren.say("hi");
  assertEquals(JSON.parse((await eren.heard(25))[24]!).type, "chat");
});
