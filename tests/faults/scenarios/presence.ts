import { SocketPeer } from "../../support/socket_peer.ts";
import { Stage } from "../stage.ts";
import { delay, until } from "../waiting.ts";
import { type Outcome, type ScenarioOptions, seconds } from "./outcome.ts";

/** Who is there is told right: a goodbye at once, a broken connection after a short grace, a reload not at
 *  all, several tabs as one person; and with `patient`, somebody who vanished without a word in a minute. */
export async function presence(
  { seed, onProgress }: ScenarioOptions,
  { patient = true } = {},
): Promise<Outcome[]> {
  await using stage = await Stage.open({ seed });
  const witness = await SocketPeer.connect(stage.server.socketUrl, { name: "Witness" });
  await witness.join();
  const room = new Room(stage, witness);
  onProgress?.("goodbye");
  const outcomes = [await room.goodbye(), await room.tabs()];
  onProgress?.("reload and broken connection");
  outcomes.push(await room.reload(), await room.broken());
  if (patient) {
    onProgress?.("vanished: up to a minute");
    outcomes.push(await room.vanished());
  }
  await witness.close();
  return outcomes;
}

class Room {
  readonly #stage: Stage;
  readonly #witness: SocketPeer;

  constructor(stage: Stage, witness: SocketPeer) {
    this.#stage = stage;
    this.#witness = witness;
  }

  async goodbye(): Promise<Outcome> {
    const peer = await this.#enter("Polite");
    const closedMs = performance.now();
    await peer.close();
    const goneMs = await this.#gone("Polite", closedMs);
    return { what: "a clean close is told at once", ...told(goneMs, 0, 1_000) };
  }

  async tabs(): Promise<Outcome> {
    const first = await this.#enter("Tabs");
    const second = await this.#enter("Tabs");
    const { users } = await second.join();
    const asOne = users!.filter(({ name }) => name === "Tabs").length === 1;
    await first.close();
    await delay(1_000);
    const stayed = this.#departures("Tabs") === 0;
    const closedMs = performance.now();
    await second.close();
    const goneMs = await this.#gone("Tabs", closedMs);
    return {
      what: "two tabs are one person, who leaves with the last",
      seen: `${asOne ? "one" : "two"}, ${stayed ? "stayed" : "left"} with the first, ` +
        `gone ${seconds(goneMs)} after the last`,
      holds: asOne && stayed && goneMs < 1_000,
    };
  }

  async reload(): Promise<Outcome> {
    await this.#enter("Reloader");
    await this.#breakLine();
    await delay(1_000);
    const again = await this.#enter("Reloader");
    await delay(7_000);
    const silent = this.#departures("Reloader") === 0;
    await again.close();
    await this.#gone("Reloader", performance.now());
    return {
      what: "a reload is not told",
      seen: silent ? "silent" : "a departure was told",
      holds: silent,
    };
  }

  async broken(): Promise<Outcome> {
    await this.#enter("Broken");
    const brokenMs = performance.now();
    await this.#breakLine();
    const goneMs = await this.#gone("Broken", brokenMs);
    return {
      what: "a broken connection is told after a short grace",
      ...told(goneMs, 3_000, 7_000),
    };
  }

  async vanished(): Promise<Outcome> {
    await this.#enter("Vanished");
    const vanishedMs = performance.now();
    for (const link of this.#stage.proxy.links) link.freeze();
    const goneMs = await this.#gone("Vanished", vanishedMs);
    return { what: "somebody who vanished without a word is told", ...told(goneMs, 0, 60_000) };
  }

  /** Comes in through the proxy, and is seen by the witness. */
  async #enter(name: string): Promise<SocketPeer> {
    const peer = await SocketPeer.connect(this.#stage.proxy.socketUrl, { name });
    await peer.join();
    await this.#witness.inbox.next("presence", (event) => has(event.joined, name));
    return peer;
  }

  async #breakLine(): Promise<void> {
    await Promise.all(this.#stage.proxy.links.map((link) => link.cut()));
  }

  /** Milliseconds from a time until the witness was told that somebody left. */
  async #gone(name: string, sinceMs: number): Promise<number> {
    await until(90_000, () => this.#departures(name) > 0);
    return performance.now() - sinceMs;
  }

  #departures(name: string): number {
    return this.#witness.inbox.all("presence").filter(({ left }) => has(left, name)).length;
  }
}

function has(users: { name: string }[], name: string): boolean {
  return users.some((user) => user.name === name);
}

function told(goneMs: number, leastMs: number, mostMs: number): Pick<Outcome, "seen" | "holds"> {
  return {
    seen: `after ${seconds(goneMs)}`,
    holds: goneMs >= leastMs && goneMs <= mostMs,
  };
}
