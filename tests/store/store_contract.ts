import { changesContract } from "./contract/changes.ts";
import { keepingContract } from "./contract/keeping.ts";
import { logContract } from "./contract/log.ts";
import { pagesContract } from "./contract/pages.ts";
import { repeatsContract } from "./contract/repeats.ts";
import { replayContract } from "./contract/replay.ts";
import { roomsContract } from "./contract/rooms.ts";
import type { OpenSubject } from "./contract/subject.ts";

/** Registers a test for everything hub/ports.ts promises of Store. Run it against every
 *  adapter; `name` begins the tests' names, `open` gives each test storage of its own. */
export function storeContract(name: string, open: OpenSubject): void {
  logContract(name, open);
  repeatsContract(name, open);
  pagesContract(name, open);
  changesContract(name, open);
  replayContract(name, open);
  roomsContract(name, open);
  keepingContract(name, open);
}
