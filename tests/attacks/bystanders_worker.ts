import { residentMb } from "../faults/scenarios/kernel.ts";
import { until } from "../faults/waiting.ts";
import type { Assignment } from "./bystanders.ts";
import { type Felt, nowMs, type Wait } from "./felt.ts";
import { AddressSocket } from "./address_socket.ts";

/** Each of them posts in turn, below the rate of one user, and comes from an address of their own. */
const PEOPLE = 5;
const POST_EVERY_MS = 50;
/** How often somebody comes whom nobody has seen before. */
const ARRIVE_EVERY_MS = 250;
const LOOK_EVERY_MS = 100;
/** Posts that have to be answered before anything is measured. */
const WARM_UP = 20;
const PATIENCE_MS = 10_000;
const ROOM = "aside";

/** The part of a worker's global scope used here; the "dom" types know only that of a window. */
const thread = self as unknown as {
  onmessage: (event: MessageEvent<Assignment | "tell">) => void;
  postMessage(message: Felt | null): void;
};

const felt: Felt = { posts: [], arrivals: [], memory: [], cuts: 0 };

thread.onmessage = async ({ data }) => {
  if (data !== "tell") await comeIn(data);
  thread.postMessage(data === "tell" ? felt : null);
};

async function comeIn({ port, pid }: Assignment): Promise<void> {
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, (_, i) => enter(port, `127.0.0.${2 + i}`, `Bystander ${i}`)),
  );
  await people[0]!.ask({ type: "room.create", id: ROOM });
  for (const person of people) {
    await person.ask({ type: "room.join", room: ROOM });
    void person.gone.then(() => felt.cuts += 1);
  }
  every(POST_EVERY_MS, (number, atMs) => post(people[number % PEOPLE]!, number, atMs));
  every(ARRIVE_EVERY_MS, (number, atMs) => arrive(port, `127.0.1.${1 + number % 200}`, atMs));
  every(LOOK_EVERY_MS, async (_, atMs) => {
    felt.memory.push({ atMs, mb: await residentMb(pid) });
  });
  const answered = () => felt.posts.filter(({ tookMs }) => tookMs < Infinity).length;
  if (!await until(PATIENCE_MS, () => answered() >= WARM_UP)) {
    throw new Error(`Of the bystanders' first posts ${answered()} were answered`);
  }
}

async function enter(port: number, from: string, name: string): Promise<AddressSocket> {
  const person = new AddressSocket({ port, from });
  const status = await person.answered;
  const reply = await person.ask({ type: "auth", name });
  if (!reply?.ok) throw new Error(`${name} was refused: ${reply?.error?.message ?? status}`);
  return person;
}

async function post(person: AddressSocket, number: number, atMs: number): Promise<void> {
  const wait = { atMs, tookMs: Infinity };
  felt.posts.push(wait);
  const id = `post-${number}`;
  const reply = await person.ask({ type: "message.send", room: ROOM, id, text: id });
  if (reply?.ok) wait.tookMs = nowMs() - atMs;
}

async function arrive(port: number, from: string, atMs: number): Promise<void> {
  const wait: Wait = { atMs, tookMs: Infinity };
  felt.arrivals.push(wait);
  const onText = () => {
    wait.tookMs = nowMs() - atMs;
    newcomer.hangUp();
  };
  const newcomer = new AddressSocket({ port, from, onText });
  const timer = setTimeout(() => newcomer.hangUp(), PATIENCE_MS);
  if (await newcomer.answered !== 101) newcomer.hangUp();
  await newcomer.gone;
  clearTimeout(timer);
}

/** Does something at a steady pace, whether or not it is done by the next time.
 *  @param act given how many times it was done before, and when it was due */
function every(ms: number, act: (number: number, dueMs: number) => void | Promise<void>): void {
  const startMs = nowMs();
  let number = 0;
  const tick = () => {
    for (; startMs + number * ms <= nowMs(); number++) void act(number, startMs + number * ms);
    setTimeout(tick, Math.max(0, startMs + number * ms - nowMs()));
  };
  tick();
}
