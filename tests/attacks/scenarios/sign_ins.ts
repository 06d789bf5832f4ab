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
/** Longest that somebody else may take to sign in: a few hashes, in milliseconds and, where those take longer, in times of
 *  what it takes in calm. */
const MOST_MS = 3_000;
const MOST_TIMES = 5;
/** How long the last ones may be on their way, in milliseconds: less than a hash takes. */
const ARRIVED_MS = 200;

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
  const others = Array.from({ length: OTHERS }, (_, i) => `Other ${i}`);
  await Promise.all(others.map((name) => register(arena.server, name)));
  const startMs = nowMs();
  await signIn(arena, others[0]!, "127.0.3.1");
  const calmMs = nowMs() - startMs;
  const waits: number[] = [];
  let refused = 0;
  await arena.attacking(async () => {
    let isOver = false;
    const attack = async () => {
      while (!isOver) {
        if (await signIn(arena, "Mallory") !== 303) await delay(100);
      }
    };
    // What is under way at the end goes on, and may see the server go.
    for (let i = 0; i < AT_ONCE; i++) void attack();
    await Promise.all(others.map(async (name, i) => {
      await delay(EVERY_MS * (i + 0.5));
      const startMs = nowMs();
      if (await signIn(arena, name, `127.0.3.${1 + i}`) !== 303) refused += 1;
      waits.push(nowMs() - startMs);
    }));
    isOver = true;
  });
  const longestMs = Math.max(...waits);
  return {
    seen: `of ${OTHERS} others ${refused} refused, the rest in at most ` +
      `${(longestMs / 1_000).toFixed(1)} s, in calm ${(calmMs / 1_000).toFixed(1)} s`,
    holds: refused === 0 && longestMs <= Math.max(MOST_MS, MOST_TIMES * calmMs),
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
  await delay(ARRIVED_MS);
  const status = await signIn(arena, "Other", "127.0.3.1");
  const before = served;
  await Promise.all(attackers);
  return {
    seen: `somebody else is answered ${status} after ${before} of ${FEW}`,
    holds: status === 303 && before <= FEW - 2,
  };
}

/** The status of the answer; 0 when there is none. */
async function signIn({ server }: Arena, name: string, from?: string): Promise<number> {
  using client = Deno.createHttpClient({ localAddress: from });
  const browser = new PlainBrowser(server.url, { client });
  return await browser.post("/login", { name, password: PASSWORD })
    .then(({ status }) => status, () => 0);
}
