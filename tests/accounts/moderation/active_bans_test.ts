import { assertEquals } from "@std/assert";
import { ActiveBans } from "../../../accounts/moderation/active_bans.ts";

const ADDRESS = "192.0.2.1";

function ban(id: string) {
  const whom = { userId: null, address: ADDRESS };
  return { ...whom, id, reason: "", createdBy: "u_owner", createdAt: 0, expiresAt: null };
}

Deno.test("a ban that is told late, after it was lifted, does not hold; a thousand lifted ones are remembered, no more", () => {
  const bans = new ActiveBans({ now: () => 0 });
  for (let n = 0; n <= 1_000; n++) bans.lift(`ban ${n}`);
  for (const id of ["ban 1", "ban 1000"]) bans.set(ban(id));
  assertEquals(bans.ofAddress(ADDRESS), null);
  bans.set(ban("ban 0"));
  assertEquals(bans.ofAddress(ADDRESS)?.id, "ban 0");
});
