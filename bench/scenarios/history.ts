import { SocketPeer } from "../../tests/support/socket_peer.ts";
import { percentile } from "../report/percentile.ts";
import { startConfab } from "./confab.ts";
import type { Context, Measured, Scenario } from "./scenario.ts";

const LONG = 1_000_000;
const SHORT = 10_000;
/** A million messages may make nothing slower than this many times. */
const MOST_TIMES = 2;
/** Requests of each kind. Below what a connection may ask for at once, so that nothing waits for its rate. */
const REQUESTS = 90;

type Request = Record<string, unknown>;

/** What can be asked of a history, at a place that is another one each time. */
const KINDS: { what: string; request: (last: number, number: number) => Request }[] = [
  { what: "newest page", request: () => ({ type: "history.page" }) },
  { what: "deep page", request: (last, i) => ({ type: "history.page", before: place(last, i) }) },
  { what: "page around", request: (last, i) => ({ type: "history.page", around: place(last, i) }) },
  {
    what: "changes after",
    request: (last, i) => ({ type: "history.changes", after: place(last, i) }),
  },
  {
    what: "resume, 20 missed",
    request: (last) => ({ type: "room.join", after: last - 20 }),
  },
];

/** Reading a long log beside a short one, and what it takes on disk. */
export const history: Scenario = {
  name: "history",
  async run(context) {
    const long = context.quick ? LONG / 10 : LONG;
    const short = await read(SHORT, context);
    const all = await read(long, context);
    for (const [what, p50] of all.medians) {
      context.report({
        case: `${long.toLocaleString("en")} messages`,
        who: "Confab, confab.v1",
        what: `${what}, against ${SHORT.toLocaleString("en")} messages`,
        value: p50 / short.medians.get(what)!,
        unit: "×",
        target: { most: MOST_TIMES },
      });
    }
  },
};

async function read(messages: number, context: Context) {
  const dataDir = await context.history.folder(messages);
  const { size } = await Deno.stat(`${dataDir}/confab.db`);
  context.progress(`reading in ${messages.toLocaleString("en")} messages`);
  await using server = await startConfab({ dataDir });
  const report = (measured: Measured) =>
    context.report({
      case: `${messages.toLocaleString("en")} messages`,
      who: "Confab, confab.v1",
      ...measured,
    });
  report({ what: "database a message", value: size / messages, unit: "B" });
  const medians = new Map<string, number>();
  for (const { what, request } of KINDS) {
    const waits = await time(
      server.socketUrl,
      (i) => ({ room: "general", ...request(messages, i) }),
    );
    medians.set(what, percentile(waits, 0.5));
    report({ what: `${what}, p50`, value: percentile(waits, 0.5), unit: "ms" });
    report({ what: `${what}, p99`, value: percentile(waits, 0.99), unit: "ms" });
  }
  return { medians };
}

/** How long requests take, one after the other, in milliseconds. Not the first of a connection. */
async function time(socketUrl: string, request: (number: number) => Request): Promise<number[]> {
  const waits: number[] = [];
  for (let connection = 0; connection < 4; connection++) {
    const peer = await SocketPeer.connect(socketUrl, { name: "Reader" });
    for (let i = 0; i < REQUESTS; i++) {
      const startedAt = performance.now();
      await peer.must(request(connection * REQUESTS + i));
      if (i > 0) waits.push(performance.now() - startedAt);
    }
    await peer.close();
  }
  return waits;
}

/** Places all over a log, in no order. */
function place(last: number, number: number): number {
  return 1 + Math.floor((number * 0.618034) % 1 * last);
}
