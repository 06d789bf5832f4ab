import type { ListedRoom } from "../../protocol/entities.ts";
import { LISTED_IDS } from "../../protocol/limits.ts";
import type { Ask, Fields } from "../connection/ask.ts";

/** Most pages of one's own rooms that are read: nobody looks through more. */
const MOST_PAGES = 5;

/** Who is told what the server has. */
interface Rooms {
  /** All rooms there are for the reader. */
  learnAll(rooms: readonly ListedRoom[]): void;
  /** There are more than a page of them; this is the first one. */
  learnFirst(rooms: readonly ListedRoom[]): void;
  learn(...rooms: ListedRoom[]): void;
  /** Those that are known, besides some: are they still there?
   *  @param besides ids */
  doubtful(besides: ReadonlySet<string>): string[];
  /** By their ids. */
  forget(ids: readonly string[]): void;
}

/** Reads which rooms there are. Where they are more than a page, that page, one's own, and those that were known: the
 *  rest is found by searching.
 *  @throws {ConnectionLost} when not all was answered */
export async function loadRooms(ask: Ask, rooms: Rooms): Promise<void> {
  const seen = new Set<string>();
  const see = (page: readonly ListedRoom[]) => page.forEach(({ id }) => seen.add(id));
  const first = await ask("room.list", {}, ({ rooms: page, more }) => {
    see(page);
    if (more) rooms.learnFirst(page);
    else rooms.learnAll(page);
  });
  if (!first.ok || !first.value.more) return;
  const learn = async (fields: Fields<"room.list">) => {
    const answer = await ask("room.list", fields, ({ rooms: page }) => {
      see(page);
      rooms.learn(...page);
    });
    return answer.ok ? answer.value : { rooms: [], more: false };
  };
  let after: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await learn({ mine: true, after });
    after = page.rooms.at(-1)?.id;
    if (!page.more) break;
  }
  const asked = rooms.doubtful(seen);
  for (let start = 0; start < asked.length; start += LISTED_IDS) {
    const ids = asked.slice(start, start + LISTED_IDS);
    await ask("room.list", { ids }, ({ rooms: page }) => {
      see(page);
      rooms.learn(...page);
      rooms.forget(ids.filter((id) => !seen.has(id)));
    });
  }
}
