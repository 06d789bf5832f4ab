import { SocketPeer } from "../../support/socket_peer.ts";
import { type Outcome, type ScenarioOptions, seconds } from "../scenarios/outcome.ts";
import { delay, until } from "../waiting.ts";
import { Instances } from "./instances.ts";

/** How long the people of a server that was killed may be shown, in milliseconds. */
const GONE_MS = 15_000;

/** Whoever is by way of a server that is killed is gone within 15 s; whoever is by way of one that stood still is there
 *  again once it goes on. */
export async function presence({ seed }: ScenarioOptions): Promise<Outcome[]> {
  await using scene = await Instances.open({ seed, count: 3 });
  const [here, killed, stopped] = scene.all;
  const witness = await SocketPeer.connect(here!.server.socketUrl, { name: "Witness" });
  for (const [name, instance] of [["Killed", killed!], ["Stopped", stopped!]] as const) {
    const peer = await SocketPeer.connect(instance.server.socketUrl, { name });
    await peer.join();
  }
  const online = async () => {
    // Not so often that it is too many requests.
    await delay(250);
    return (await witness.join()).users!.map(({ name }) => name).sort().join();
  };
  const all = await until(5_000, async () => await online() === "Killed,Stopped,Witness");
  const fromMs = performance.now();
  await killed!.stop("SIGKILL");
  stopped!.standStill();
  const gone = await until(GONE_MS, async () => await online() === "Witness");
  const tookMs = performance.now() - fromMs;
  stopped!.goOn();
  const back = await until(5_000, async () => await online() === "Stopped,Witness");
  await witness.close();
  return [
    {
      what: "people of servers that were killed or stand still are gone within 15 s",
      seen: all ? seconds(tookMs) : "they were never there",
      holds: all && gone,
    },
    {
      what: "people of one that goes on again are back",
      seen: back ? "back" : "not within 5 s",
      holds: back,
    },
  ];
}
