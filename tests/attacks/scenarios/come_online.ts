import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../store/sqlite/data_files.ts";
import { delay } from "../../faults/waiting.ts";
import { nowMs } from "../felt.ts";
import { addressOf, type Arena } from "../arena.ts";
import type { Attack, Outcome } from "../attack.ts";
import type { AddressSocket } from "../address_socket.ts";

const PEOPLE = 5_000;
const SHORT = 60;
const ROOMS = 100;
/** Rooms that the guests of one address may make. */
const ROOMS_PER_ADDRESS = 20;
/** A class behind one address. */
const PER_ADDRESS = 20;
/** They say who they are within a second. */
const SLICES = 20;
const SLICE_MS = 50;
/** Until the last are gone, too, with those who are looked after for a moment. */
const FOR_MS = 4_000;
const GOING_MS = 7_000;
/** How long they may take to connect; who is late stays away. */
const CONNECT_MS = 20_000;
/** Most people that one event may name of each sort. */
const MOST_NAMED = 50;

/** People who come online in the same moment, and go in the same moment, each in a hundred rooms. */
export const comeOnline: Attack = {
  name: "come-online",
  // Each is a connection.
  env: { MAX_CONNECTIONS: String(PEOPLE + 1_000) },
  what: `${
    PEOPLE.toLocaleString("en")
  } people, each in ${ROOMS} rooms, come online within a second`,
  toBe: "gathered over 250 ms, told where somebody looks: at most 50 names and a count",
  mostTimes: 2,
  run: (arena) => comeAndGo(arena, arena.size(PEOPLE, SHORT)),
};

async function comeAndGo(arena: Arena, count: number): Promise<Outcome> {
  const tokens = Array.from({ length: count }, (_, number) => tokenOf(number));
  await makeRooms(arena);
  putInRooms(databasePath(arena.server.dataDir), tokens);
  const heard = { events: 0, named: 0, online: 0 };
  await look(arena, heard);
  const deadline = nowMs() + CONNECT_MS;
  const sockets = await arena.many(count, async (number) => {
    if (nowMs() > deadline) return null;
    const socket = await arena.open({ from: addressOf(number, PER_ADDRESS) });
    return socket.isOpen ? socket : null;
  });
  let most = 0;
  let came = 0;
  await arena.attacking(async () => {
    const replies = sockets.map(async (socket, number) => {
      if (!socket) return;
      await delay(Math.floor(number * SLICES / count) * SLICE_MS);
      const reply = await socket.ask({ type: "auth", token: tokens[number]! });
      if (!reply?.ok) return;
      came += 1;
      await socket.ask({ type: "room.join", room: roomOf(number % ROOMS) });
    });
    await Promise.all(replies);
    await delay(FOR_MS);
    most = heard.online;
    for (const socket of sockets) socket?.hangUp();
    await delay(GOING_MS);
  });
  const events = `${heard.events.toLocaleString("en")} events of at most ${heard.named} names`;
  return {
    seen: `${came.toLocaleString("en")} came; who looked at a room heard ${events}`,
    // The one who looks is there, too; with them all went but that one.
    holds: came > 0.9 * count && most === came + 1 && heard.online === 1 &&
      heard.named <= MOST_NAMED,
  };
}

function roomOf(number: number): string {
  return `room-${number}`;
}

/** What a session of the store begins with, made so that it can be told. */
function tokenOf(number: number): string {
  return createHash("sha256").update(`come-online ${number}`).digest("base64url");
}

async function makeRooms(arena: Arena): Promise<void> {
  let maker: AddressSocket | null = null;
  for (let number = 0; number < ROOMS; number++) {
    if (number % ROOMS_PER_ADDRESS === 0) {
      const from = addressOf(100_000 + number, ROOMS_PER_ADDRESS);
      maker = await arena.guest(`Maker ${number}`, { from });
    }
    await maker?.ask({ type: "room.create", id: roomOf(number) });
  }
}

/** Has everybody a guest's session and be in all rooms, as if they had joined them one by one. */
function putInRooms(path: string, tokens: string[]): void {
  using db = new DatabaseSync(path);
  db.exec("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE");
  const addUser = db.prepare("INSERT INTO users (id, name, created_at) VALUES (?, ?, ?)");
  const addSession = db.prepare(
    `INSERT INTO sessions (token_hash, id, user, created_at, last_used_at, device, address)
     SELECT ?, id, key, ?, ?, '', '' FROM users WHERE id = ?`,
  );
  const at = Date.now();
  for (const [number, token] of tokens.entries()) {
    const id = `u_online_${number}`;
    addUser.run(id, `Person ${number}`, at);
    addSession.run(createHash("sha256").update(token).digest("base64url"), at, at, id);
  }
  db.exec(
    `INSERT INTO members (room, user, manager, since)
     SELECT r.key, u.key, 0, 0 FROM rooms r, users u
     WHERE r.id LIKE 'room-%' AND u.id LIKE 'u\\_online\\_%' ESCAPE '\\';
     COMMIT`,
  );
}

/** Looks at one of the rooms. */
async function look(
  arena: Arena,
  heard: { events: number; named: number; online: number },
): Promise<void> {
  const looker = await arena.guest("Looker", {
    from: addressOf(60_000, 1),
    onText(text) {
      for (const line of text.split("\n")) {
        if (!line.startsWith('{"type":"presence"')) continue;
        const { joined, left, online } = JSON.parse(line);
        heard.events += 1;
        heard.named = Math.max(heard.named, joined.length, left.length);
        heard.online = online;
      }
    },
  });
  await looker!.ask({ type: "room.join", room: roomOf(0) });
}
