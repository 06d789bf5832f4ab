import { delay } from "../../faults/waiting.ts";
import { nowMs } from "../felt.ts";
import { addressOf, type Arena } from "../arena.ts";
import type { Attack, Outcome } from "../attack.ts";
import type { AddressSocket } from "../address_socket.ts";

/** A class behind one address. */
const PER_ADDRESS = 20;
const SHORT = 60;
/** They begin within a second. */
const SLICES = 20;
const SLICE_MS = 50;
/** Until the last have stopped, too. */
const FOR_MS = 7_000;
/** How long they may take to come; who is late does not type. */
const COME_MS = 25_000;
/** Most people that one event may name. */
const MOST_NAMED = 20;

/** Guests in one room who all begin to type in the same moment. */
export function typists(guests: number): Attack {
  return {
    name: `typists-${guests}`,
    // Each is a connection.
    env: { MAX_CONNECTIONS: String(guests + 1_000) },
    what: `${guests.toLocaleString("en")} guests in one room start typing within a second`,
    toBe: "gathered over 250 ms: at most 20 names and a count",
    mostTimes: 2,
    run: (arena) => typeAtOnce(arena, arena.size(guests, SHORT)),
  };
}

async function typeAtOnce(arena: Arena, count: number): Promise<Outcome> {
  let heard = 0;
  let mostNamed = 0;
  const onText = (text: string) => {
    for (const line of text.split("\n")) {
      if (!line.startsWith('{"type":"typing"')) continue;
      heard += 1;
      mostNamed = Math.max(mostNamed, JSON.parse(line).users.length);
    }
  };
  const deadline = nowMs() + COME_MS;
  const crowd = (await arena.many(count, async (number) => {
    if (nowMs() > deadline) return null;
    const guest = await arena.guest(`Typist ${number}`, {
      from: addressOf(number, PER_ADDRESS),
      onText: number === 0 ? onText : undefined,
    });
    await guest?.ask({ type: "room.join", room: "general" });
    return guest;
  })).filter((guest): guest is AddressSocket => guest !== null);
  await arena.attacking(async () => {
    for (const [i, guest] of crowd.entries()) {
      if (i % Math.ceil(crowd.length / SLICES) === 0) await delay(SLICE_MS);
      guest.send('{"type":"typing","room":"general"}');
    }
    await delay(arena.size(FOR_MS, 1_000));
  });
  const events = `one of them heard ${heard.toLocaleString("en")} events of at most`;
  return {
    seen: `${crowd.length.toLocaleString("en")} typed; ${events} ${mostNamed} names`,
    holds: heard > 0 && mostNamed <= MOST_NAMED,
  };
}
