import { becomeOwner } from "../../server/account_steps.ts";
import type { Arena } from "../arena.ts";
import type { Attack } from "../attack.ts";

/** What tells that there is a room that one may not know of. */
export const privateRooms: Attack = {
  name: "private-rooms",
  what: "looks for private rooms: `/health`, and `room.create` with the id of one",
  toBe: "`/health` counts public rooms; the answer is the same as with a public room's id",
  isUntimed: true,
  async run(arena) {
    const before = await roomCount(arena);
    const owner = await becomeOwner(arena.server);
    const member = await arena.open({ headers: [`Cookie: ${owner.cookie}`] });
    const made = await member.ask({ type: "room.create", id: "hidden", title: "H", private: true });
    const isCounted = await roomCount(arena) !== before;
    const guest = (await arena.guest("Mallory"))!;
    const answers = await Promise.all(["general", made!.room!.id].map(async (id) => {
      const reply = await guest.ask({ type: "room.create", id, title: "Mine" });
      return reply ? JSON.stringify(reply.error).replaceAll(id, "ID") : "none";
    }));
    const isTold = answers[0] !== answers[1];
    return {
      seen: `${isCounted ? "counted" : "not counted"}; ${isTold ? "another" : "the same"} answer`,
      holds: !isCounted && !isTold,
    };
  },
};

async function roomCount({ server }: Arena): Promise<number> {
  return (await (await fetch(`${server.url}/health`)).json()).rooms;
}
