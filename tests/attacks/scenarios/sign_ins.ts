import { delay } from "../../faults/waiting.ts";
import { PASSWORD, register } from "../../server/account_steps.ts";
import { PlainBrowser } from "../../server/plain_browser.ts";
import type { Arena } from "../arena.ts";
import type { Attack, Outcome } from "../attack.ts";
import { nowMs } from "../felt.ts";

const AT_ONCE = 16;
const FEW = 6;
const OTHERS = 4;
const EVERY_MS = 1_500;
/** Longest that somebody else may take to sign in, in milliseconds: a few hashes. */
const MOST_MS = 3_000;

/** Correct sign-ins, again and again: each takes the server the time of a hash, and nothing counted them. */
export const signIns: Attack = {
  name: "sign-ins",
  what: `${AT_ONCE} correct sign-ins to one account at once, again and again`,
  toBe: "they count by account and network; hashing takes turns by network",
  async run(arena) {
    await register(arena.server, "Mallory");
    return arena.isShort ? await inTurn(arena) : await again(arena);
  },
};

/** How long others take meanwhile. */
async function again(arena: Arena): Promise<Outcome> {
  for (let i = 0; i < OTHERS; i++) await register(arena.server, `Other ${i}`);
  const waits: number[] = [];
  let refused = 0;
  await arena.attacking(async () => {
    let isOver = false;
    const attackers = Array.from({ length: AT_ONCE }, async () => {
      while (!isOver) {
        if (await signIn(arena, "Mallory") !== 303) await delay(100);
      }
    });
    await Promise.all(Array.from({ length: OTHERS }, async (_, i) => {
      await delay(EVERY_MS * (i + 0.5));
      const startMs = nowMs();
      if (await signIn(arena, `Other ${i}`, `127.0.3.${1 + i}`) !== 303) refused += 1;
      waits.push(nowMs() - startMs);
    }));
    isOver = true;
    await Promise.all(attackers);
  });
  const longestMs = Math.max(...waits);
  return {
    seen: `of ${OTHERS} others ${refused} refused, the rest in at most ` +
      `${(longestMs / 1_000).toFixed(1)} s`,
    holds: refused === 0 && longestMs <= MOST_MS,
  };
}

/** Whether somebody of another network is served before all of them. */
async function inTurn(arena: Arena): Promise<Outcome> {
  await register(arena.server, "Other");
  let served = 0;
  const attackers = Array.from(
    { length: FEW },
    () => signIn(arena, "Mallory").then(() => served += 1),
  );
  // Once the first is served all of them are there.
  await Promise.race(attackers);
  const status = await signIn(arena, "Other", "127.0.3.1");
  const before = served;
  await Promise.all(attackers);
  return {
    seen: `somebody else is answered ${status} after ${before} of ${FEW}`,
    holds: status === 303 && before <= FEW - 2,
  };
}

/** The status of the answer. */
async function signIn({ server }: Arena, name: string, from?: string): Promise<number> {
  using client = Deno.createHttpClient({ localAddress: from });
  const browser = new PlainBrowser(server.url, { client });
  return (await browser.post("/login", { name, password: PASSWORD })).status;
}
