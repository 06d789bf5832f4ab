import { checkAcks } from "./check_acks.ts";
import { checkRooms } from "./check_rooms.ts";
import { checkStream } from "./check_streams.ts";
import type { Finding } from "./findings.ts";
import type { History, StoredRoom } from "./history.ts";
import { type Post, Sends } from "./sends.ts";
import { StoredLog } from "./stored_log.ts";

export interface Verdict {
  /** Everything that breaks a promise; empty when the run was right. */
  findings: Finding[];
  /** Every post, with what was acknowledged. */
  posts: Post[];
  /** Stored, though never acknowledged: allowed, since the answer may get lost after the commit. */
  unackedButVisible: Post[];
}

export interface CheckOptions {
  /** Whether a post that was written more than once may have been refused unheard: a server that cannot store it says so
   *  after longer than a client waits, and what came behind it may have been stored. */
  losesRefusals?: boolean;
}

/** Compares what all clients did and saw with what the database holds after the run. Pure: the same
 *  histories and rooms give the same verdict, in the order of the histories. */
export function check(
  histories: History[],
  rooms: StoredRoom[],
  { losesRefusals = false }: CheckOptions = {},
): Verdict {
  const logs = new Map(rooms.map((room) => [room.id, new StoredLog(room)]));
  const sends = new Sends(histories);
  const truth = { sends, logs, seen: new Map<string, string>() };
  return {
    findings: [
      ...checkAcks(sends, logs, { losesRefusals }),
      ...checkRooms(sends, histories, logs),
      ...histories.flatMap((history) => checkStream(history, truth)),
    ],
    posts: sends.posts,
    unackedButVisible: sends.posts.filter(({ room, client, id, acks }) =>
      acks.length === 0 && (logs.get(room)?.sentAs(client, id).length ?? 0) > 0
    ),
  };
}
