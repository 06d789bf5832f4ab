import type { Identities } from "../hub/ports/identities.ts";
import type { Accounts } from "./accounts.ts";

/** Accounts as the hub asks for them. */
export function identitiesOf(
  { guests, signingIn, directory, standings }: Pick<
    Accounts,
    "guests" | "signingIn" | "directory" | "standings"
  >,
): Identities {
  return {
    createGuest: (name, origin) => guests.create(name, origin),
    namedGuest: (name, origin, refuseNew) => guests.named(name, origin, refuseNew),
    anonymous: (origin) => guests.anonymous(origin),
    signIn: (credentials) => signingIn.signIn(credentials),
    findSession: (token) => signingIn.findSession(token),
    noteUse: (sessions) => signingIn.noteUse(sessions),
    mayKeepName: (guest) => guests.mayKeepName(guest),
    refresh: () => standings.refresh(),
    standings: (present) => standings.of(present),
    accounts: (ids) => directory.byIds(ids),
    searchAccounts: (query, limit) => directory.search(query, limit),
  };
}
