import { SocketPeer } from "../../support/socket_peer.ts";
import { writer } from "../roles.ts";
import { Stage } from "../stage.ts";
import { delay, until } from "../waiting.ts";
import { checkStage, type Outcome, type ScenarioOptions } from "./outcome.ts";

const HOUR_SECONDS = 3_600;
/** How far the clock is set off, one after the other: back, forward by two hours, and right again. */
const OFFSETS = [-HOUR_SECONDS, HOUR_SECONDS, 0];

/** The wall clock set an hour back and forward changes no order, drops nobody and breaks no retry. */
export async function clock({ seed, onProgress }: ScenarioOptions): Promise<Outcome[]> {
  // With a limit on posts that nobody here reaches, unless it is measured by the clock that jumps.
  await using stage = await Stage.open({ seed, fakeClock: true, env: { MESSAGE_RATE: "1000" } });
  if (stage.clock === null) {
    return [{
      what: "the wall clock is set",
      seen: "skipped: libfaketime is not installed",
      holds: null,
    }];
  }
  const peer = await SocketPeer.connect(stage.server.socketUrl, { name: "Ada" });
  await peer.must({ type: "room.create", id: "aside" });
  const first = await peer.say("once", "m1", "aside");
  const clients = ["writer 1", "writer 2", "reader"].map((name) => stage.client(name));
  const stops = clients.slice(0, 2).map((client) => writer(client, stage.random.fork()));
  // Comes back when all is over, with more than a page to catch up on from both sides of each jump.
  const away = stage.client("away");
  await until(10_000, () => away.isLive);
  away.leave();
  const jumps: string[] = [];
  let repeats = 0;
  await delay(500);
  for (const offset of OFFSETS) {
    onProgress?.(`set off by ${offset} s`);
    stage.clock.set(offset);
    await delay(1_500);
    const { at } = await peer.say("what time is it?", undefined, "aside");
    jumps.push(`${Math.round((at! - first.at!) / 60_000)} min`);
    const again = await peer.say("once", "m1", "aside");
    if (again.seq === first.seq) repeats += 1;
  }
  for (const stop of stops) stop();
  away.comeBack();
  await peer.close();
  const closed = clients.flatMap(({ history }) =>
    history.entries.filter(({ kind }) => kind === "closed")
  );
  return [
    {
      what: "the server's clock did jump",
      seen: jumps.join(", "),
      holds: jumps.join() === "-60 min,60 min,0 min",
    },
    { what: "nobody is dropped", seen: `${closed.length} drops`, holds: closed.length === 0 },
    {
      what: "a retry gives the first seq",
      seen: `${repeats} of ${OFFSETS.length} times`,
      holds: repeats === OFFSETS.length,
    },
    ...await checkStage(stage),
  ];
}
