import { openSqliteStore, type SqliteStore } from "../../store/sqlite/sqlite_store.ts";

/** Changes in one transaction. */
const BATCH = 5_000;
/** People who wrote a history. */
const AUTHORS = 100;
/** How far apart its messages are, in milliseconds: a million of them are half a year. */
const APART_MS = 15_000;

/** Opens the store that a server will find in a data folder. */
export function openData(dataDir: string, now: () => number = Date.now): Promise<SqliteStore> {
  return openSqliteStore({ path: `${dataDir}/confab.db`, now });
}

/** A temporary data folder with rooms "r0", "r1", … @returns it, and their names */
export async function dataWithRooms(count: number): Promise<{ dataDir: string; rooms: string[] }> {
  const dataDir = await Deno.makeTempDir({ prefix: "confab-bench-" });
  const store = await openData(dataDir);
  const rooms = Array.from({ length: count }, (_, i) => `r${i}`);
  await Promise.all(rooms.map((id) => store.createRoom(publicRoom(id, `Room ${id}`))));
  await store.close();
  return { dataDir, rooms };
}

/** Writes messages into the room "general" of a data folder, which is made with it: many authors, days apart,
 *  texts of different lengths.
 *  @param onProgress told how many there are */
export async function writeHistory(
  dataDir: string,
  count: number,
  onProgress: (written: number) => void,
): Promise<void> {
  let written = 0;
  const startAt = Date.now() - count * APART_MS;
  const store = await openData(dataDir, () => startAt + written * APART_MS);
  await store.createRoom(publicRoom("general", "General"));
  while (written < count) {
    const size = Math.min(BATCH, count - written);
    await store.append(Array.from({ length: size }, (_, i) => post(written + i)));
    written += size;
    onProgress(written);
  }
  await store.close();
}

function publicRoom(id: string, title: string) {
  return { id, title, topic: "", kind: "public" as const, maker: null, members: [] };
}

const WORDS = "some words of every length as people say them in the course of an ordinary day"
  .split(" ");

/** Texts from 20 to 250 characters, two messages a turn of each author. */
function post(number: number) {
  const author = Math.floor(number / 2) % AUTHORS;
  const user = { id: `author-${author}`, name: `Author ${author}` };
  const length = 3 + number * 7 % 40;
  const text = Array.from({ length }, (_, i) => WORDS[(number + i) % WORDS.length]).join(" ");
  return { kind: "post" as const, room: "general", user, id: `m${number}`, content: { text } };
}
