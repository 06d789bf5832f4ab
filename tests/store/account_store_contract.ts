import { accountsContract } from "./contract/accounts.ts";
import { effectsContract } from "./contract/effects.ts";
import { guestsContract } from "./contract/guests.ts";
import { linksContract } from "./contract/links.ts";
import { listingContract } from "./contract/listing.ts";
import { recordsContract } from "./contract/records.ts";
import { sessionsContract } from "./contract/sessions.ts";
import { settingsContract } from "./contract/settings.ts";
import { named, type OpenSubject } from "./contract/subject.ts";

const CONTRACTS = [
  guestsContract,
  accountsContract,
  effectsContract,
  listingContract,
  sessionsContract,
  linksContract,
  recordsContract,
  settingsContract,
];

/** Registers a test for everything accounts/ports.ts promises of AccountStore. Run it against every adapter;
 *  `name` begins the tests' names, `open` gives each test storage of its own. */
export function accountStoreContract(name: string, open: OpenSubject): void {
  const test = named(name);
  for (const contract of CONTRACTS) contract(test, open);
}
