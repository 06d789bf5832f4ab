import { delay, until } from "../../faults/waiting.ts";
import { rawRequest, readAnswer } from "../../server/raw_request.ts";
import type { ServerProcess } from "../../support/server_process.ts";
import type { Attack } from "../attack.ts";

const OPEN_FILES = 256;
const PAGES = ["/login", "/register", "/rooms/general", "/health", "/nowhere"];
const HELD_MS = 2_000;
/** How long the server may take to take as many connections as it can, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Connections until the server can have no more, then requests over earlier ones that need a file. */
export const descriptors: Attack = {
  name: "descriptors",
  what: `all of ${OPEN_FILES} file descriptors used up, then requests that need one`,
  toBe: "lives through it, and serves everything once they are back",
  openFiles: OPEN_FILES,
  async run(arena) {
    const { server } = arena;
    const assets = await assetsOf(server);
    const paths = [...assets, ...PAGES];
    const early = await arena.many(paths.length, () => Deno.connect({ port: server.port }));
    const statuses = await arena.attacking(async () => {
      const crowd = await fill(server);
      const asked = await Promise.all(early.map((it, i) => ask(it, paths[i]!)));
      await delay(arena.size(HELD_MS, 0));
      for (const connection of crowd) connection.close();
      return asked;
    });
    for (const connection of early) connection.close();
    // A listener that failed listens again after a second.
    await delay(2_000);
    const later = await Promise.all(
      assets.map((path) =>
        rawRequest(server.port, request(path)).then(({ status }) => status, () => 0)
      ),
    );
    const answered = statuses.filter((status) => status > 0).length;
    const served = later.filter((status) => status === 200).length;
    return {
      seen: `${answered} of ${paths.length} requests answered; ` +
        `afterwards ${served} of ${assets.length} files served`,
      holds: answered === paths.length && served === assets.length,
    };
  },
};

/** Every file that the page of a guest asks for, none of which was asked for before. */
async function assetsOf({ url }: ServerProcess): Promise<string[]> {
  const html = await (await fetch(url)).text();
  return [
    ...new Set([...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg|woff2)[^"]*)"/g)]
      .map(([, path]) => path!.replaceAll("&amp;", "&"))),
  ];
}

/** One connection after the other until the server can open nothing more. Whenever it cannot take one its listener
 *  ends, which gives it a descriptor back, until it listens again. */
async function fill({ port, pid }: ServerProcess): Promise<Deno.TcpConn[]> {
  const crowd: Deno.TcpConn[] = [];
  await until(PATIENCE_MS, async () => {
    if (openFiles(pid) >= OPEN_FILES) return true;
    await Deno.connect({ port }).then((it) => crowd.push(it), () => {
      // It does not listen at this moment.
    });
    return false;
  });
  return crowd;
}

function openFiles(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

/** The status of the answer; 0 when there is none. */
async function ask(connection: Deno.TcpConn, path: string): Promise<number> {
  try {
    await connection.write(new TextEncoder().encode(request(path)));
    return (await readAnswer(connection)).status;
  } catch {
    return 0;
  }
}

function request(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}
