import { assertEquals } from "@std/assert";
import { hereText } from "../../../components/people/here_text.ts";
import type { RoomPerson } from "../../../protocol/entities.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const MINUTE = 60_000;
const me = { id: "u_me", name: "Me", online: true };

const here = (...members: RoomPerson[]) =>
  hereText({ online: 1, people: members.length + 1, members: [me, ...members] }, {
    me: me.id,
    now: NOW,
  });
const bo = (more: Partial<RoomPerson>): RoomPerson => ({
  id: "u_bo",
  name: "Bo",
  online: false,
  ...more,
});

Deno.test("a room tells how many are online and in it", () => {
  const counts = { online: 12, people: 48 };
  assertEquals(hereText(counts, { me: me.id, now: NOW }), "12 online · 48 in this room");
  assertEquals(here(bo({}), { ...bo({}), id: "u_cy" }), "1 online · 3 in this room");
});

Deno.test("a conversation of two tells whether the other one is online, and since when not", () => {
  assertEquals(here(bo({ online: true })), "Online");
  assertEquals(here(bo({})), "Offline");
  const ago = (ms: number) => here(bo({ lastSeen: NOW - ms }));
  assertEquals(ago(-MINUTE), "Last seen just now");
  assertEquals(ago(59_000), "Last seen just now");
  assertEquals(ago(MINUTE), "Last seen 1 minute ago");
  assertEquals(ago(119 * MINUTE), "Last seen 1 hour ago");
  assertEquals(ago(120 * MINUTE), "Last seen 2 hours ago");
  assertEquals(ago(49 * 60 * MINUTE), "Last seen 2 days ago");
});
