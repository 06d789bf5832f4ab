import { residentMb } from "../faults/scenarios/kernel.ts";
import { delay, until } from "../faults/waiting.ts";
import { ServerProcess } from "../support/server_process.ts";
import { Bystander } from "./bystander.ts";
import { Cast } from "./cast.ts";
import { Finding } from "./finding.ts";

/** How long sockets of those who have gone may still count, in milliseconds. */
const HANG_UP_MS = 10_000;
/** Most its objects may take, in MB. With room V8 lets garbage lie, which looks like a leak. */
const HEAP_MB = 64;
/** How often memory is looked at, and the pause after each look, in milliseconds. */
const MEMORY_LOOKS = 10;
const MEMORY_PAUSE_MS = 200;
/** What the server's code, its errors and the machine's files look like: nobody is told of the inside. */
const INSIDE = /file:\/\/\/|\.tsx?:\d+:\d+|SQLITE_|root:x:0|"@confab\/server"/;
/** A line of the log that tells of nothing broken; Deno's own reports of errors look otherwise. */
const CALM = /^\{"time":"[^"]+","level":"(info|warn)",/;

/** A real server under attack, its log, and what can be seen of its health from outside. */
export class Target implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly cast: Cast;
  readonly bystander: Bystander;
  readonly #log: LogLines;

  private constructor(server: ServerProcess, cast: Cast, bystander: Bystander, log: LogLines) {
    this.server = server;
    this.cast = cast;
    this.bystander = bystander;
    this.#log = log;
  }

  static async start(): Promise<Target> {
    const log = new LogLines();
    const server = await ServerProcess.start({
      keepsLog: true,
      onLog: (chunk) => log.add(chunk),
      env: { CONNECTIONS_PER_USER: "200", DENO_V8_FLAGS: `--max-old-space-size=${HEAP_MB}` },
    });
    const cast = await Cast.gather(server);
    const bystander = await Bystander.comeIn(server.socketUrl, cast.owner.cookie);
    cast.name("secretRoom", bystander.room);
    return new Target(server, cast, bystander, log);
  }

  /** Brings everybody back who was thrown out. False when the server is gone. */
  async comeIn(): Promise<boolean> {
    const isUp = await fetch(`${this.server.url}/health`).then((it) => it.ok, () => false);
    if (isUp) await this.cast.comeIn();
    return isUp;
  }

  /** What it holds in memory, in MB; NaN where that can't be told. The least of several looks, since a password
   *  that is being hashed takes 128 MB. */
  async residentMb(): Promise<number> {
    const looks: number[] = [];
    for (let look = 0; look < MEMORY_LOOKS; look++) {
      looks.push(await residentMb(this.server.pid));
      await delay(MEMORY_PAUSE_MS);
    }
    return Math.min(...looks);
  }

  /** Looks at what an attacker was told.
   *  @throws Finding when it tells of the inside or of a room that they may not read */
  inspect(told: string): void {
    const inside = told.match(INSIDE)?.[0];
    if (inside) throw new Finding(`an answer tells of the inside: ${inside}`);
    if (told.includes(this.bystander.secret)) throw new Finding("an answer tells a secret");
  }

  /** Something broken that the log tells of, if it does; each line is told once. */
  logTrouble(): Finding | null {
    const trouble = this.#log.take().find((line) => !CALM.test(line));
    return trouble === undefined ? null : new Finding(`the log says: ${trouble}`);
  }

  /** Looks whether all is as before: the bystander talks, nobody's socket is left, the log is calm.
   *  @throws Finding when it is not */
  async inspectHealth(): Promise<void> {
    await this.bystander.talk().catch((error) => {
      throw new Finding(`a bystander can't talk as before: ${error.message}`);
    });
    let health: { status?: unknown; connections?: unknown } = {};
    const isCalm = await until(HANG_UP_MS, async () => {
      health = await fetch(`${this.server.url}/health`).then((it) => it.json(), () => ({}));
      return health.status === "ok" && health.connections === this.bystander.sockets;
    });
    if (!isCalm) throw new Finding(`health is ${JSON.stringify(health)} after all have gone`);
    const trouble = this.logTrouble();
    if (trouble) throw trouble;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bystander.close().catch(() => {
      // It was cut off; that is in the findings.
    });
    await this.server[Symbol.asyncDispose]();
  }
}

/** Lines as they are logged, each taken once. */
class LogLines {
  #unfinished = "";
  #lines: string[] = [];

  add(chunk: string): void {
    const lines = (this.#unfinished + chunk).split("\n");
    this.#unfinished = lines.pop()!;
    this.#lines.push(...lines);
  }

  take(): string[] {
    return this.#lines.splice(0);
  }
}
