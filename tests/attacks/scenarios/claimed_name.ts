import { delay } from "../../faults/waiting.ts";
import { register } from "../../server/account_steps.ts";
import { addressOf } from "../arena.ts";
import type { Attack } from "../attack.ts";
import { nowMs } from "../felt.ts";

const NAME = "Big Boss";
const OTHERS = 20_000;
const PER_ADDRESS = 20;
/** How long they may take to come. */
const COME_MS = 45_000;
const PATIENCE_MS = 2_000;

/** So many guests after one that the server forgets them; then somebody makes an account of the guest's name. */
export const claimedName: Attack = {
  name: "claimed-name",
  what: `20,000 guests come after "${NAME}", whose name an account then claims`,
  toBe: "the guest is sent away",
  isUntimed: true,
  async run(arena) {
    const guest = (await arena.guest(NAME))!;
    let others = 0;
    const deadline = nowMs() + COME_MS;
    await arena.many(arena.size(OTHERS, 0), async (number) => {
      if (nowMs() > deadline) return;
      const from = addressOf(number, PER_ADDRESS);
      const socket = await arena.open({ protocol: null, from });
      if (socket.status === 101) others += 1;
      socket.hangUp();
    });
    await register(arena.server, NAME);
    await Promise.race([guest.gone, delay(PATIENCE_MS)]);
    return {
      seen: `${guest.isOpen ? "keeps the name" : "is sent away"} after ` +
        `${others.toLocaleString("en")} others`,
      holds: !guest.isOpen,
    };
  },
};
