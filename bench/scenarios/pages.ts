import type { ServerProcess } from "../../tests/support/server_process.ts";
import { SocketPeer } from "../../tests/support/socket_peer.ts";
import { Load } from "../load/load.ts";
import { cpuSeconds } from "../process_usage.ts";
import { percentile } from "../report/percentile.ts";
import { startConfab } from "./confab.ts";
import type { Context, Scenario } from "./scenario.ts";

const CONNECTIONS = 8;
const LEAST_PER_SECOND = 2_000;

/** What a page has to carry: a full page of a talk between a few people. */
const MESSAGES = 50;
const SPEAKERS = ["Ada", "Grace", "Edsger", "Barbara"];
/** Turns of this many messages each. */
const TURN = 2;

/** The page of a room as somebody gets it who is signed in: how many a second, as it is and compressed as
 *  browsers ask for it. */
export const pages: Scenario = {
  name: "pages",
  async run(context) {
    await using server = await startConfab();
    await converse(server);
    const cookie = await enter(server);
    await measure(server, { name: "room page", headers: [cookie], isTarget: true }, context);
    const zipped = [cookie, "Accept-Encoding: gzip"];
    await measure(server, { name: "room page, gzip", headers: zipped, isTarget: false }, context);
  },
};

async function measure(
  server: ServerProcess,
  { name, headers, isTarget }: { name: string; headers: string[]; isTarget: boolean },
  context: Context,
): Promise<void> {
  context.progress(name);
  const { port } = server;
  using load = new Load("pages", {
    port,
    path: "/rooms/general",
    headers,
    connections: CONNECTIONS,
  });
  await load.during(context.quick ? 1_000 : 2_000);
  load.board.phase = "measure";
  const [pagesBefore, cpuBefore] = [load.board.sum("answers"), cpuSeconds(server.pid)];
  const startedAt = performance.now();
  await load.during(context.quick ? 1_000 : 3_000);
  const seconds = (performance.now() - startedAt) / 1_000;
  const count = load.board.sum("answers") - pagesBefore;
  const cpu = cpuSeconds(server.pid) - cpuBefore;
  const [result] = await load.stop();

  const about = { case: name, who: "Confab" };
  context.report({
    ...about,
    what: "rendered",
    value: count / seconds,
    unit: "/s",
    ...isTarget ? { target: { least: LEAST_PER_SECOND } } : {},
  });
  context.report({ ...about, what: "p50", value: percentile(result!.waitsMs, 0.5), unit: "ms" });
  context.report({ ...about, what: "p99", value: percentile(result!.waitsMs, 0.99), unit: "ms" });
  context.report({ ...about, what: "CPU a page", value: cpu / count * 1_000, unit: "ms" });
  context.report({ ...about, what: "size", value: result!.bytes / 1_024, unit: "KiB" });
}

async function converse(server: ServerProcess): Promise<void> {
  const speakers = await Promise.all(
    SPEAKERS.map((name) => SocketPeer.connect(server.socketUrl, { name })),
  );
  for (let i = 0; i < MESSAGES; i++) {
    const speaker = speakers[Math.floor(i / TURN) % speakers.length]!;
    await speaker.say(`message ${i} with a few words in it`, `m${i}`);
  }
  for (const speaker of speakers) await speaker.close();
}

/** Joins as a browser does. @returns the header that says who it is */
async function enter(server: ServerProcess): Promise<string> {
  const joined = await fetch(server.url, {
    method: "POST",
    redirect: "manual",
    headers: { origin: server.url },
    body: new URLSearchParams({ name: "Reader" }),
  });
  await joined.body?.cancel();
  return `Cookie: ${joined.headers.getSetCookie()[0]!.split(";")[0]}`;
}
