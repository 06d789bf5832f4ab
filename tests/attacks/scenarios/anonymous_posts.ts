import { nowMs } from "../felt.ts";
import { delay } from "../../faults/waiting.ts";
import type { Attack } from "../attack.ts";

/** What one user may post at once. */
const BURST = 20;
const FOR_MS = 5_000;
/** Five users' burst, and five users' rate for as long as it goes on, doubled for whoever was still in line. */
const MOST_POSTED = 2 * (5 * 20 + 5 * 5 * FOR_MS / 1_000);

/** Plain sockets without a name are a new user each, who posts what a user may at once, and goes. */
export const anonymousPosts: Attack = {
  name: "anonymous-posts",
  what: "anonymous plain sockets, each a new user who posts 20 lines and goes",
  toBe: "guests count by their network: posts and new users",
  async run(arena) {
    const watcher = (await arena.guest("Watcher", { from: "127.0.2.1" }))!;
    const post = async (id: string) =>
      (await watcher.ask({ type: "message.send", room: "general", id, text: id }))!.seq!;
    const before = await post("before");
    const text = Array.from({ length: BURST }, (_, i) => `line ${i}`).join("\n");
    let users = 0;
    const most = arena.size(Infinity, 50);
    const startMs = nowMs();
    const tookS = await arena.attacking(async () => {
      await Promise.all(Array.from({ length: 64 }, async () => {
        while (nowMs() < startMs + FOR_MS && users < most) {
          users += 1;
          let lines = 0;
          const answered = Promise.withResolvers<void>();
          const socket = arena.socket({
            protocol: null,
            onText: (text) => {
              lines += text.split("\n").length;
              if (lines >= BURST) answered.resolve();
            },
            onAnswer: (status) => status === 101 ? socket.send(text) : answered.resolve(),
          });
          await Promise.race([answered.promise, socket.gone, delay(2_000)]);
          socket.hangUp();
          if (socket.status !== 101) await delay(10);
        }
      }));
      return (nowMs() - startMs) / 1_000;
    });
    const posted = await post("after") - before - 1;
    return {
      seen: `${posted.toLocaleString("en")} posts stored in ${tookS.toFixed(1)} s`,
      holds: posted <= MOST_POSTED,
    };
  },
};
