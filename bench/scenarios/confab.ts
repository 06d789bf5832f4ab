import { ServerProcess } from "../../tests/support/server_process.ts";
import type { DialectName } from "../load/dialects/find.ts";
import type { Subject } from "../peers/peer.ts";

/** All clients come from one address here. */
const ENV = { CONNECTIONS_PER_ADDRESS: "1000000" };

export interface ConfabOptions {
  /** Kept; a temporary one when left out. */
  dataDir?: string;
  env?: Record<string, string>;
}

/** The built server, with everything on that is on by default but the limits for a single address and user. */
export function startConfab({ env, ...options }: ConfabOptions = {}): Promise<ServerProcess> {
  return ServerProcess.start({ env: { ...ENV, ...env }, ...options });
}

/** Confab in one of its dialects, beside the peers. */
export function confab(dialect: DialectName): Subject {
  return { name: `Confab, ${dialect}`, dialect, start: () => startConfab() };
}

/** Whether the server takes sockets that ask for no subprotocol. */
export async function speaksPlain(): Promise<boolean> {
  await using server = await startConfab();
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const head = [
    "GET /ws HTTP/1.1",
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: Y29uZmFiLWJlbmNobWFyaw==",
  ];
  await connection.write(new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`));
  const answer = new Uint8Array(64);
  await connection.read(answer);
  return new TextDecoder().decode(answer).startsWith("HTTP/1.1 101");
}
