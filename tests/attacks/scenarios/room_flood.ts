import { becomeOwner, register } from "../../server/account_steps.ts";
import { addressOf, type Arena } from "../arena.ts";
import type { Attack } from "../attack.ts";
import type { AddressSocket } from "../address_socket.ts";

const NETWORKS = 10;
/** What one connection may ask for at once. */
const ROOMS_EACH = 100;
/** Most rooms that the guests of one network may make in a moment. */
const MOST_OF_NETWORK = 30;
const MOST_PAGE_KB = 200;

/** Guests of ten networks make as many rooms as the server holds: then nobody can make any other. */
export const roomFlood: Attack = {
  name: "room-flood",
  what: "guests of ten networks make 10,000 rooms",
  toBe: "few are made; members' rooms and conversations have places of their own; pages stay small",
  async run(arena) {
    const owner = await becomeOwner(arena.server);
    await register(arena.server, "Ada");
    const guestsOfNetwork = arena.size(10, 1);
    let made = 0;
    await arena.attacking(() =>
      arena.many(NETWORKS * guestsOfNetwork, async (number) => {
        const from = addressOf(number, guestsOfNetwork);
        const guest = await arena.guest(`Builder ${number}`, { from });
        if (!guest) return;
        const replies = await Promise.all(
          Array.from(
            { length: ROOMS_EACH },
            (_, i) => guest.ask({ type: "room.create", id: `flood-${number}-${i}` }),
          ),
        );
        made += replies.filter((reply) => reply?.ok).length;
        guest.hangUp();
      })
    );
    const member = await arena.open({ headers: [`Cookie: ${owner.cookie}`] });
    const refused = await refusedRooms(member);
    const pageKb = await pageKilobytes(arena, owner.cookie);
    return {
      seen: [
        `${made.toLocaleString("en")} rooms made`,
        ...refused.map((what) => `no ${what} any more`),
        `a page has ${pageKb.toLocaleString("en")} KB`,
      ].join("; "),
      holds: made <= NETWORKS * MOST_OF_NETWORK && refused.length === 0 && pageKb <= MOST_PAGE_KB,
    };
  },
};

/** What somebody with an account cannot make any more. */
async function refusedRooms(member: AddressSocket): Promise<string[]> {
  const found = await member.ask({ type: "user.find", query: "Ada" });
  const users = [found!.users![0]!.id];
  const direct = await member.ask({ type: "direct.open", users });
  const hidden = await member.ask({
    type: "room.create",
    id: "ours",
    title: "Ours",
    private: true,
  });
  const refused: string[] = [];
  if (!direct?.ok) refused.push("conversation");
  if (!hidden?.ok) refused.push("private room");
  return refused;
}

async function pageKilobytes({ server }: Arena, cookie: string): Promise<number> {
  const answer = await fetch(`${server.url}/rooms/general`, { headers: { cookie } });
  return Math.round((await answer.bytes()).length / 1_000);
}
