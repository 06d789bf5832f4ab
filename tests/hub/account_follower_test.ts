import { assertEquals } from "@std/assert";
import { AccountFollower } from "../../hub/account_follower.ts";
import type { ConnectionRegistry } from "../../hub/connections/connection_registry.ts";
import type { RoomDirectory } from "../../hub/rooms/room_directory.ts";
import { TestClock } from "../support/test_clock.ts";

function ban(id: string) {
  const whom = { userId: `u of ${id}`, address: null };
  return { ...whom, id, reason: "", createdBy: "u_owner", createdAt: 0, expiresAt: null };
}

Deno.test("a ban that is told late, after it was lifted, ends nobody; a thousand lifted ones are remembered, no more", () => {
  const ended: string[] = [];
  const connections = { endUser: (userId: string) => void ended.push(userId) };
  const follower = new AccountFollower({
    connections: connections as unknown as ConnectionRegistry,
    rooms: {} as RoomDirectory,
    clock: new TestClock(),
  });
  for (let n = 0; n <= 1_000; n++) follower.hear({ type: "ban.lifted", banId: `ban ${n}` });
  for (const id of ["ban 1", "ban 1000"]) follower.hear({ type: "ban.set", ban: ban(id) });
  assertEquals(ended, []);
  follower.hear({ type: "ban.set", ban: ban("ban 0") });
  assertEquals(ended, ["u of ban 0"]);
});
