import { changesContract } from "./contract/changes.ts";
import { editingContract } from "./contract/editing.ts";
import { erasuresContract } from "./contract/erasures.ts";
import { keptOutContract } from "./contract/kept_out.ts";
import { keepingContract } from "./contract/keeping.ts";
import { logContract } from "./contract/log.ts";
import { managingContract } from "./contract/managing.ts";
import { pagesContract } from "./contract/pages.ts";
import { readsContract } from "./contract/reads.ts";
import { repeatsContract } from "./contract/repeats.ts";
import { replayContract } from "./contract/replay.ts";
import { rightsContract } from "./contract/rights.ts";
import { deletingContract } from "./contract/deleting.ts";
import { roomPeopleContract } from "./contract/room_people.ts";
import { roomQuotasContract } from "./contract/room_quotas.ts";
import { roomsContract } from "./contract/rooms.ts";
import { severalContract } from "./contract/several.ts";
import { named, type OpenSubject } from "./contract/subject.ts";

const CONTRACTS = [
  logContract,
  repeatsContract,
  editingContract,
  rightsContract,
  keptOutContract,
  pagesContract,
  changesContract,
  replayContract,
  roomsContract,
  roomPeopleContract,
  roomQuotasContract,
  deletingContract,
  managingContract,
  readsContract,
  erasuresContract,
  keepingContract,
  severalContract,
];

/** Registers a test for everything hub/ports/store.ts promises of Store. Run it against every
 *  adapter; `name` begins the tests' names, `open` gives each test storage of its own. */
export function storeContract(name: string, open: OpenSubject): void {
  const test = named(name);
  for (const contract of CONTRACTS) contract(test, open);
}
