import { assertEquals } from "@std/assert";
import { ATTACKS } from "./all.ts";
import { measure } from "./measure.ts";

/** The attacks in short: outcomes alone, with as many sockets as show the fault. `deno task attacks` makes them in
 *  earnest, and times what others feel. */
const SHORT = [
  "unanswered-closes",
  "descriptors",
  "unfinished-frames",
  "bad-lines",
  "typists-400",
  "come-online",
  "room-flood",
  "anonymous-posts",
  "sign-ins",
  "waiting-upgrades",
  "private-rooms",
  "foreign-host",
];

for (const name of SHORT) {
  const attack = ATTACKS.find((it) => it.name === name)!;
  Deno.test({
    name: `under the attack "${name}" it holds: ${attack.toBe}`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const { seen, holds } = await measure(attack, { isShort: true });
      assertEquals({ seen, holds }, { seen, holds: true });
    },
  });
}
