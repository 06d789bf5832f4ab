import type { Accounts } from "../../accounts/accounts.ts";
import type { Hub } from "../../hub/hub.ts";
import { CLOSE } from "../../protocol/close_codes.ts";

/** Has open sockets follow what becomes of accounts and sessions. */
export function followAccounts(accounts: Accounts, hub: Hub): void {
  accounts.listener = {
    sessionsEnded: (ids) => hub.endSessions(ids),
    accountChanged: (account) => hub.updateAccount(account),
    accountClosed: (userId) => hub.closeUser(userId, CLOSE.banned),
    addressBanned: (address) => hub.closeAddress(address, CLOSE.banned),
  };
}
