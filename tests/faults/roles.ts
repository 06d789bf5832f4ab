import type { Client } from "./client.ts";
import type { Random } from "./random.ts";
import { repeat } from "./waiting.ts";

/** Posts that a writer lets wait for an answer before it pauses. */
const MOST_UNACKED = 200;

/** A way to behave. Gives what makes the client stop behaving so; it stays connected. */
export type Role = (client: Client, random: Random) => () => void;

/** Posts in small bursts, about 50 a second. */
export const writer: Role = (client, random) =>
  repeat(() => random.between(20, 100), () => {
    if (client.unackedCount >= MOST_UNACKED) return;
    for (let left = random.between(1, 5); left > 0; left--) {
      void client.post(`${client.name} says ${random.next()}`);
    }
  });

/** Follows. */
export const reader: Role = () => () => {};

/** Goes away without a word and comes back to where it was. */
export const reconnecter: Role = (client, random) =>
  repeat(() => random.between(100, 1_500), () => client.drop());

/** Says something and is gone before it can know whether anybody heard. */
export const quitter: Role = (client, random) =>
  repeat(() => random.between(200, 1_500), () => {
    void client.post(`famous last words ${random.next()}`);
    client.drop({ giveUp: true });
  });

/** Comes in anew, with no log, again and again. */
export const joiner: Role = (client, random) =>
  repeat(() => random.between(100, 700), () => client.drop({ forget: true }));

/** Posts, and changes its mind: edits and deletes what it posted. */
export const editor: Role = (client, random) => {
  const own: number[] = [];
  return repeat(() => random.between(20, 120), async () => {
    if (own.length === 0 || random.next() < 0.4) {
      if (client.unackedCount < MOST_UNACKED) {
        void client.post(`first thought ${random.next()}`).then((seq) => own.push(seq));
      }
      return;
    }
    const seq = own[random.between(Math.max(0, own.length - 100), own.length - 1)]!;
    const isDeletion = random.next() < 0.3;
    const text = isDeletion ? null : `second thought ${random.next()}`;
    if (await client.change(seq, text) && isDeletion) own.splice(own.indexOf(seq), 1);
  });
};
