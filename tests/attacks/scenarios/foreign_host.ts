import { rawRequest } from "../../server/raw_request.ts";
import type { Attack } from "../attack.ts";

const HOST = "chat.attacker.example";

/** What a browser sends for a web page whose name the attacker has made to mean this machine. */
export const foreignHost: Attack = {
  name: "foreign-host",
  what: "a page under a name that was made to mean this machine (DNS rebinding)",
  toBe: "421 unless `PUBLIC_URL` or `ALLOWED_HOSTS` has the name",
  isUntimed: true,
  async run(arena) {
    const { port } = arena.server;
    const page = `GET /rooms/general HTTP/1.1\r\nHost: ${HOST}:${port}\r\n\r\n`;
    const { status } = await rawRequest(port, page);
    const headers = [`Host: ${HOST}:${port}`, `Origin: http://${HOST}:${port}`];
    const socket = await arena.open({ headers });
    return {
      seen: `a page is answered ${status}, a socket ${socket.status}`,
      holds: status === 421 && socket.status === 421,
    };
  },
};
